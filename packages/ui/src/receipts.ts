// What was decided here, with its proofs: to see, to take along, to forget.
import type { Consent } from '@placet/core'
import { button, createElement } from './element.ts'
import type { CenterNeeds } from './view.ts'
import { interpolate } from './texts.ts'

/** A list that follows the receipts until it is stopped. */
export function receiptList({ consent, text, language, words }: CenterNeeds): { element: HTMLElement; stop(): void } {
  const site = consent.config.controller.name
  const format = new Intl.DateTimeFormat(words ?? language, { dateStyle: 'medium', timeStyle: 'short' })
  const element = createElement('section', { className: 'p', 'aria-labelledby': 'placet-receipts' })

  async function draw(): Promise<void> {
    const kept = await consent.receipts()
    const rows = kept.reverse().map(({ at, event, status, problem }) => {
      const said = interpolate(text.status[status], { site })
      const told = ` · ${format.format(at)} · ${said}${problem ? `: ${problem}` : ''}`
      return createElement('li', { 'data-status': status }, createElement('strong', {}, text.events[event]), told)
    })
    element.replaceChildren(
      createElement('h2', { id: 'placet-receipts' }, text.receipts),
      createElement('p', { className: 'q' }, rows.length ? text.receiptsLead : text.noReceipts),
      ...(rows.length ? [createElement('ul', {}, rows), keep()] : []),
    )
  }
  const keep = (): HTMLElement =>
    createElement(
      'div',
      { className: 'b' },
      button(text.download, 'q', () => void download(consent)),
      button(text.forget, 'q', () => void consent.forget().then(draw)),
    )

  void draw()
  return { element, stop: consent.on('receipt', () => void draw()) }
}

async function download(consent: Consent): Promise<void> {
  const proofs = new Blob([JSON.stringify(await consent.export(), null, 2)], { type: 'application/json' })
  const href = URL.createObjectURL(proofs)
  createElement('a', { href, download: 'receipts.json' }).click()
  URL.revokeObjectURL(href)
}
