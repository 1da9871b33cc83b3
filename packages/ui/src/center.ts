// The second layer: each purpose with what data, what for, what is gained, who receives it, how long it stays; and the
// receipts of what was decided. A native dialog, or a part of the page.
import type { Act, Answers } from '@placet/core'
import { makeNotice } from '@placet/core/config'
import css from './center.css'
import { button, createElement, langAttributes } from './element.ts'
import type { CenterNeeds } from './view.ts'
import { purposeChoice } from './purpose.ts'
import { receiptList } from './receipts.ts'
import { adoptStyles, resetFor } from './styles.ts'

const HOST = 'placet-preferences'

/** Shows the preference center: modal, or in the element given. @returns how to take it away */
export function showCenter(needs: CenterNeeds, inline?: Element): () => void {
  const { consent, text, language, words = language, nonce, record } = needs
  const surface = inline ? 'inline' : 'center'
  const act = (action: NonNullable<Act['action']>, event: Event): Act => ({ surface, action, event, language })

  // Only what was touched is said: a switch that was left on is not a yes.
  let touched: Answers = {}
  const switches = new Map<string, HTMLInputElement>()
  const follow = (): void => {
    switches.forEach((each, id) => (each.checked = touched[id] ?? consent.has(id)))
    heard.hidden = !consent.signals.gpc || [...switches.keys()].some(consent.has)
  }
  const touch = (id: string, on: boolean): void => {
    for (const other of switches.keys()) if (other === id || other.startsWith(`${id}/`)) touched[other] = on
    follow()
  }
  const decide = (label: string, className: string, run: (event: Event) => unknown): HTMLElement =>
    button(label, className, (event) => {
      void run(event)
      touched = {}
      follow()
    })

  // Only said while it is so: an explicit yes may have been given after the signal (CCPA §7025(c)(6)).
  const heard = createElement('p', { className: 'g' }, text.gpc)
  const { purposes } = makeNotice(consent.config, language, record)
  const title = createElement('h2', { id: 'placet-center', tabIndex: -1 }, text.choices)
  const receipts = receiptList(needs)
  const body = createElement(
    'div',
    { className: 'c' },
    createElement(
      'header',
      {},
      title,
      !inline &&
        createElement(
          'button',
          { type: 'button', className: 'q x', 'aria-label': text.close, onclick: consent.hide },
          '✕',
        ),
    ),
    heard,
    purposes.map((purpose) => purposeChoice(purpose, { text, language, words, switches, touch })),
    createElement(
      'div',
      { className: 'b' },
      decide(text.accept, '', (event) => consent.accept('all', act('accept_all', event))),
      decide(text.reject, '', (event) => consent.reject(act('reject_all', event))),
      decide(text.save, 'q', (event) => consent.decide(touched, act('save', event))),
    ),
    receipts.element,
  )
  const frame = createElement(
    inline ? 'section' : 'dialog',
    { 'aria-labelledby': title.id, onclose: consent.hide },
    body,
  )
  const host = Object.assign(inline ?? createElement(HOST), langAttributes(words)) as HTMLElement
  host.replaceChildren(frame)
  follow()

  const { removeStyles } = adoptStyles(resetFor(HOST) + css, nonce)
  if (!inline) {
    ;(document.body ?? document.documentElement).append(host)
    ;(frame as HTMLDialogElement).showModal()
    title.focus()
  }
  const stops = [consent.$decision.listen(follow), receipts.stop, removeStyles]
  return () => {
    for (const stop of stops) stop()
    // Closed before it goes, so that focus returns to whoever opened it.
    frame.onclose = null
    if (!inline) (frame as HTMLDialogElement).close()
    frame.remove()
    if (!inline) host.remove()
  }
}
