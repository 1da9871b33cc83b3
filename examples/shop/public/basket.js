// The basket, and what the marketing team wants to know about it. The trackers are only told when they are there.

const KEPT = 30 * 86_400_000
const count = document.getElementById('basket-count')
const said = document.getElementById('basket-said')
let basket = read()
count.value = total()

for (const button of document.querySelectorAll('[data-add]')) {
  button.addEventListener('click', () => {
    const { add: piece, price, said: text } = button.dataset
    basket[piece] = (basket[piece] ?? 0) + 1
    write()
    count.value = total()
    said.textContent = text
    tellTrackers('basket_add', { piece, price: Number(price) })
  })
}

function tellTrackers(event, details) {
  if (allowed('analytics/posthog')) window.posthog?.capture?.(event, details)
  if (allowed('analytics/amplitude')) window.amplitude?.track?.(event, details)
  if (allowed('marketing/mixpanel')) window.mixpanel?.track?.(event, details)
}

// A library stays in the page after a withdrawal, until the next page; so it is asked each time.
function allowed(id) {
  return window.placet?.has?.(id) === true
}

function total() {
  return Object.values(basket).reduce((sum, each) => sum + each, 0)
}

function read() {
  try {
    const { day, pieces } = JSON.parse(localStorage.getItem('kiln-basket'))
    return Date.now() - day < KEPT ? pieces : {}
  } catch {
    return {}
  }
}

function write() {
  try {
    localStorage.setItem('kiln-basket', JSON.stringify({ day: Date.now(), pieces: basket }))
  } catch {
    // Storage is blocked: the basket lasts as long as the page.
  }
}
