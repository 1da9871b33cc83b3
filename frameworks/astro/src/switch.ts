// The button that stops the consent and starts it again. The router replaces the body, so its listener is the document's.
import { startConsent } from './consent.ts'

let stop: (() => void) | undefined = startConsent()
let main: Element | undefined

document.addEventListener('click', ({ target }) => {
  const button = (target as Element).closest('#switch')
  if (!button) return
  if (stop) {
    stop()
    stop = undefined
    main = document.querySelector('main')!
    main.replaceWith(document.querySelector<HTMLTemplateElement>('#stopped')!.content.cloneNode(true))
  } else {
    document.querySelector('main')!.replaceWith(main!)
    stop = startConsent()
  }
  button.textContent = stop ? 'Unmount the consent' : 'Mount it again'
})
