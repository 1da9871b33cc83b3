// What was decided here, with its proofs: to see, to take along, to forget.
import type { Consent } from '@placet/core'
import { button, make } from './element.ts'
import type { CenterNeeds } from './face.ts'
import { fill } from './texts.ts'

/** A list that follows the receipts until it is stopped. */
export function receiptList({ consent, text, language, words }: CenterNeeds): { element: HTMLElement; stop(): void } {
  const site = consent.config.controller.name
  const format = new Intl.DateTimeFormat(words ?? language, { dateStyle: 'medium', timeStyle: 'short' })
  const element = make('section', { className: 'p', 'aria-labelledby': 'placet-receipts' })

  async function draw(): Promise<void> {
    const kept = await consent.receipts()
    const rows = kept.reverse().map(({ at, event, status, problem }) => {
      const said = fill(text.status[status], { site })
      const told = ` · ${format.format(at)} · ${said}${problem ? `: ${problem}` : ''}`
      return make('li', { 'data-status': status }, make('strong', {}, text.events[event]), told)
    })
    element.replaceChildren(
      make('h2', { id: 'placet-receipts' }, text.receipts),
      make('p', { className: 'q' }, rows.length ? text.receiptsLead : text.noReceipts),
      ...(rows.length ? [make('ul', {}, rows), keep()] : []),
    )
  }
  const keep = (): HTMLElement =>
    make(
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
  make('a', { href, download: 'receipts.json' }).click()
  URL.revokeObjectURL(href)
}
