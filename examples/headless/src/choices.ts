// The second layer, a dialog. It follows the decision, unless the customer has moved a switch and not saved.
import type { Act, Answers, Consent } from '@placet/core'
import { inLanguage } from '@placet/core/config'

/** Returns how to stop. */
export function showChoices(consent: Consent): () => void {
  const dialog = document.querySelector<HTMLDialogElement>('#choices')!
  const switches = addPurposes(consent, dialog.querySelector('ul')!)

  function follow(): void {
    for (const [id, each] of switches) each.checked = consent.has(id)
  }
  function answer(event: Event): void {
    const button = event.target as HTMLElement
    if ('close' in button.dataset) dialog.close()
    const action = button.dataset.answer as NonNullable<Act['action']>
    const act: Act = { surface: 'center', action, event, language: 'en' }
    if (action === 'accept_all') void consent.accept('all', act)
    if (action === 'reject_all') void consent.reject(act)
    if (action === 'save') void consent.decide(answersOf(switches), act)
  }

  const stops = [
    consent.$decision.subscribe(follow),
    consent.$view.subscribe((view) => {
      if (view !== 'preferences') return dialog.close()
      if (dialog.open) return
      follow()
      dialog.showModal()
    }),
  ]
  dialog.addEventListener('click', answer)
  // Also by Escape. Closing answers nothing: if the question is open, the banner comes back.
  dialog.addEventListener('close', consent.hide)
  return () => {
    for (const stop of stops) stop()
    dialog.removeEventListener('click', answer)
    dialog.removeEventListener('close', consent.hide)
    dialog.close()
    dialog.querySelector('ul')!.replaceChildren()
  }
}

function addPurposes({ config }: Consent, list: Element): Map<string, HTMLInputElement> {
  const template = document.querySelector<HTMLTemplateElement>('#purpose')!
  const asked = config.purposes.filter(({ basis }) => basis !== 'exempt')
  return new Map(
    asked.map(({ id, name, reason }) => {
      const item = template.content.cloneNode(true) as DocumentFragment
      item.querySelector('[data-name]')!.textContent = inLanguage(name, 'en')
      item.querySelector('[data-reason]')!.textContent = inLanguage(reason, 'en')
      const input = item.querySelector('input')!
      list.append(item)
      return [id, input]
    }),
  )
}

function answersOf(switches: Map<string, HTMLInputElement>): Answers {
  return Object.fromEntries([...switches].map(([id, { checked }]) => [id, checked]))
}
