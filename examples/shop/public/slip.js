// The slip: what the trackers' server received, told by the shop's own server. This page asks the trackers nothing.

const NAMES = { posthog: 'PostHog', amplitude: 'Amplitude', mixpanel: 'Mixpanel', video: 'Lumen' }
const LATEST = 2

const slip = document.getElementById('slip')
const sum = document.getElementById('slip-sum')
const list = document.getElementById('slip-list')
const clear = document.getElementById('slip-clear')
const words = slip.dataset
let hits = []
let state = 'nothing'

const stream = new EventSource('/received')
stream.addEventListener('message', ({ data }) => {
  hits = JSON.parse(data)
  render()
})
stream.addEventListener('error', () => {
  sum.textContent = words.lost
})
clear.addEventListener('click', () => fetch('/received', { method: 'DELETE' }))
// Where placet.js is blocked nothing is let go, and the slip goes on saying so.
window.placet ??= []
window.placet.push((consent) =>
  consent.$decision.subscribe((decision) => {
    state = stateAfter(decision)
    render()
  }),
)
render()

function stateAfter({ source, answers }) {
  if (Object.keys(answers).some((id) => answers[id] && id !== 'necessary')) return 'waiting'
  return source === 'choice' ? 'refused' : 'nothing'
}

function render() {
  sum.textContent = hits.length ? `${hits.length} ${words.sum}` : words[state]
  clear.hidden = hits.length === 0
  const strangers = hits.map(({ tracker }) => tracker).filter((tracker) => !NAMES[tracker])
  const trackers = new Set([...Object.keys(NAMES), ...strangers])
  list.replaceChildren(...[...trackers].map(line))
}

// A preflight is a request, too; it counts, but has no events.
function line(tracker) {
  const own = hits.filter((hit) => hit.tracker === tracker)
  const requests = own.filter(({ kind }) => kind === 'hit').length
  const counts = [
    own.some(({ kind }) => kind === 'script') && words.script,
    requests > 0 && `${requests} ${requests === 1 ? words.one : words.many}`,
  ].filter(Boolean)
  const events = own.flatMap(({ events = [] }) => events).slice(-LATEST)
  const item = document.createElement('li')
  item.append(
    element('b', NAMES[tracker] ?? tracker),
    element('span', counts.join(' + ') || words.none),
    element('code', events.join(', ')),
  )
  return item
}

function element(name, text) {
  const made = document.createElement(name)
  made.textContent = text
  return made
}
