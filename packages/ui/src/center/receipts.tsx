// My receipts: a timeline of what was decided here, with its proofs: to see, to take along, to forget.
/** @jsxImportSource preact */
import type { Consent } from '@placet/core'
import type { VNode } from 'preact'
import { createElement } from '../element.ts'
import { interpolate } from '../texts.ts'
import type { CenterNeeds } from '../view.ts'
import { Answer } from './answer.tsx'
import { changesIn } from './changes.ts'
import { purposesOf } from './purposes.ts'
import type { Section } from './section.ts'
import { markedText } from './marked-text.tsx'

type Kept = Awaited<ReturnType<Consent['receipts']>>

/** A list that follows the receipts until it is stopped. */
export function openReceipts(consent: Consent, changed: () => void): Section {
  let kept: Kept | undefined
  async function follow(): Promise<void> {
    kept = await consent.receipts()
    changed()
  }
  void follow()
  return {
    view: (needs) => kept && <Receipts {...{ needs, kept }} forget={() => void consent.forget().then(follow)} />,
    stop: consent.on('receipt', () => void follow()),
  }
}

function Receipts({ needs, kept, forget }: { needs: CenterNeeds; kept: Kept; forget(): void }): VNode {
  const { consent, text, language, words = language } = needs
  const site = consent.config.controller.name
  const format = new Intl.DateTimeFormat(words, { dateStyle: 'medium', timeStyle: 'short' })
  const purposes = purposesOf(needs)
  if (!kept[0]) return <p class="q">{text.noReceipts}</p>
  return (
    <div>
      <p class="q">{text.receiptsLead}</p>
      <ul class="t">
        {kept
          .map(({ id, at, event, dec, status, proof, problem, receipt }, place) => (
            <li key={id} data-status={status}>
              <strong>{text.events[event]}</strong>
              {` · ${format.format(at)}`}
              {changesIn(dec, kept[place - 1]?.dec, purposes, text).map(({ names, outcome }) => (
                <p>
                  {names.map((name, at) => [at > 0 && ', ', markedText(name, needs)])}
                  {`: ${outcome}`}
                </p>
              ))}
              <p class="q">
                {interpolate(text.status[proof ? 'logged' : status], { site })}
                {problem && `: ${problem}`}
              </p>
              <button
                type="button"
                class="q"
                aria-label={`${text.downloadOne}: ${text.events[event]} · ${format.format(at)}`}
                onClick={() => void download(consent, receipt)}
              >
                {text.downloadOne}
              </button>
            </li>
          ))
          .reverse()}
      </ul>
      <details>
        <summary>{text.check}</summary>
        <p>{text.checkHow}</p>
      </details>
      <div class="b">
        <Answer label={text.download} run={() => void download(consent)} quiet />
        <Answer label={text.forget} run={forget} quiet />
      </div>
    </div>
  )
}

/** All, or only the one given. */
async function download(consent: Consent, receipt?: string): Promise<void> {
  const all = await consent.export()
  const taken = receipt ? all.filter((each) => each.receipt === receipt) : all
  const href = URL.createObjectURL(new Blob([JSON.stringify(taken, null, 2)], { type: 'application/json' }))
  createElement('a', { href, download: receipt ? 'receipt.json' : 'receipts.json' }).click()
  // Some browsers read the blob after the click.
  setTimeout(() => URL.revokeObjectURL(href), 60_000)
}
