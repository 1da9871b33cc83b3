// The first layer. A click is passed on with its event: only then does the receipt say that a person made it.
import type { Act, Consent } from '@placet/core'
import { inLanguage } from '@placet/core/config'

/** Returns how to stop. */
export function showBanner(consent: Consent): () => void {
  const banner = document.querySelector<HTMLElement>('#banner')!
  const names = consent.config.purposes.map(({ name }) => inLanguage(name, 'en'))
  banner.querySelector('[data-purposes]')!.textContent = new Intl.ListFormat('en').format(names)
  const unsubscribe = consent.$view.subscribe((view) => {
    banner.hidden = view !== 'banner'
  })
  const answer = (event: Event): void => {
    const action = (event.target as HTMLElement).dataset.answer as NonNullable<Act['action']>
    const act: Act = { surface: 'banner', action, event, language: 'en' }
    if (action === 'accept_all') void consent.accept('all', act)
    if (action === 'reject_all') void consent.reject(act)
  }
  banner.addEventListener('click', answer)
  return () => {
    unsubscribe()
    banner.removeEventListener('click', answer)
    banner.hidden = true
  }
}
