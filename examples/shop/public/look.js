// The form that tries another look: a change loads the page in it, and the banner is shown until it is answered again.

const form = document.getElementById('look')
form.addEventListener('change', () => form.requestSubmit())

window.placet ??= []
if (new URLSearchParams(location.search).has('layout')) window.placet.push(showUntilAnswered)

function showUntilAnswered(consent) {
  const { seq } = consent.$decision.get()
  consent.$view.subscribe((view) => {
    // What the last page has left to do may close it.
    const isAnswered = consent.$decision.get().seq !== seq
    if (view === 'none' && !isAnswered) queueMicrotask(() => consent.show('banner'))
  })
}
