// The second layer: each purpose with what data, what for, what is gained, who receives it, how long it stays; and the
// receipts of what was decided. A native dialog, or a part of the page.
import type { Act, Answers, KeptReceipt } from '@placet/core'
import { makeNotice } from '@placet/core/config'
import { h, render } from 'preact'
import { CSS } from './center-css.ts'
import { dress, plain } from './dress.ts'
import { spoken } from './element.ts'
import type { FaceNeeds } from './face.ts'
import { PurposeChoice } from './purpose.tsx'
import { Receipts } from './receipts.tsx'

const HOST = 'placet-preferences'

/** Shows the preference center: modal, or in the element given. @returns how to take it away */
export function showCenter(needs: FaceNeeds, inline?: Element): () => void {
  const { consent, text, language, nonce } = needs
  const notice = makeNotice(consent.config, language)
  const host = (inline ?? document.createElement(HOST)) as HTMLElement
  const surface = inline ? 'inline' : 'center'
  let touched: Answers = {}
  let kept: KeptReceipt[] = []

  const act = (action: NonNullable<Act['action']>, event: Event): Act => ({ surface, action, event })
  const isOn = (id: string): boolean => touched[id] ?? consent.has(id)
  // Only what was touched: a switch that was left on is not a yes.
  const touch = (id: string, on: boolean): void => {
    touched = { ...Object.fromEntries(Object.entries(touched).filter(([other]) => !other.startsWith(`${id}/`))), [id]: on }
    for (const purpose of notice.purposes.filter((each) => each.id === id)) {
      for (const service of purpose.services) touched[`${id}/${service.id}`] = on
    }
    draw()
  }
  const settle = (decided: Promise<unknown>): void => {
    touched = {}
    draw()
    void decided
  }

  function draw(): void {
    const body = (
      <div class="c">
        <header>
          <h2 id="placet-center" tabIndex={-1}>{text.choices}</h2>
          {!inline && <button class="q x" type="button" aria-label={text.close} onClick={consent.hide}>✕</button>}
        </header>
        {consent.signals.gpc && <p class="g">{text.gpc}</p>}
        {notice.purposes.map((purpose) => (
          <PurposeChoice key={purpose.id} {...{ purpose, text, language, isOn, touch }} />
        ))}
        <div class="b">
          <button type="button" onClick={(event: Event) => settle(consent.accept('all', act('accept_all', event)))}>{text.accept}</button>
          <button type="button" onClick={(event: Event) => settle(consent.reject(act('reject_all', event)))}>{text.reject}</button>
          <button type="button" onClick={(event: Event) => settle(consent.decide(touched, act('save', event)))}>{text.save}</button>
        </div>
        <Receipts {...{ consent, kept, text, language }} />
      </div>
    )
    const attributes = { 'aria-labelledby': 'placet-center', onClose: consent.hide }
    render(inline ? <section {...attributes}>{body}</section> : <dialog {...attributes}>{body}</dialog>, host)
  }

  async function reload(): Promise<void> {
    kept = await consent.receipts()
    draw()
  }

  const { undress } = dress(plain(HOST) + CSS, nonce)
  Object.assign(host, spoken(language))
  draw()
  if (!inline) {
    document.body.append(host)
    host.querySelector('dialog')?.showModal()
    host.querySelector('h2')?.focus()
  }
  const stops = [consent.on('receipt', reload), consent.$decision.listen(() => void reload())]
  void reload()
  return () => {
    for (const stop of stops) stop()
    // Closed first, so that focus returns to whoever opened it.
    host.querySelector('dialog')?.close()
    render(null, host)
    if (!inline) host.remove()
    undress()
  }
}
