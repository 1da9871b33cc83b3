// My receipts: what was decided here, with its proofs: to see, to take along, to forget.
/** @jsxImportSource preact */
import type { Consent } from '@placet/core'
import type { VNode } from 'preact'
import { createElement } from '../element.ts'
import { interpolate } from '../texts.ts'
import type { CenterNeeds } from '../view.ts'
import { Answer } from './answer.tsx'
import type { Section } from './section.ts'

type Kept = Awaited<ReturnType<Consent['receipts']>>

/** A list that follows the receipts until it is stopped. */
export function openReceipts(needs: CenterNeeds, changed: () => void): Section {
  const { consent } = needs
  let kept: Kept | undefined
  async function follow(): Promise<void> {
    kept = (await consent.receipts()).reverse()
    changed()
  }
  void follow()
  return {
    view: () => kept && <Receipts {...{ needs, kept }} forget={() => void consent.forget().then(follow)} />,
    stop: consent.on('receipt', () => void follow()),
  }
}

function Receipts({ needs, kept, forget }: { needs: CenterNeeds; kept: Kept; forget(): void }): VNode {
  const { consent, text, language, words = language } = needs
  const site = consent.config.controller.name
  const format = new Intl.DateTimeFormat(words, { dateStyle: 'medium', timeStyle: 'short' })
  if (!kept[0]) return <p class="q">{text.noReceipts}</p>
  return (
    <div>
      <p class="q">{text.receiptsLead}</p>
      <ul>
        {kept.map(({ id, at, event, status, problem }) => (
          <li key={id} data-status={status}>
            <strong>{text.events[event]}</strong>
            {` · ${format.format(at)} · ${interpolate(text.status[status], { site })}${problem ? `: ${problem}` : ''}`}
          </li>
        ))}
      </ul>
      <div class="b">
        <Answer label={text.download} run={() => void download(consent)} quiet />
        <Answer label={text.forget} run={forget} quiet />
      </div>
    </div>
  )
}

async function download(consent: Consent): Promise<void> {
  const proofs = new Blob([JSON.stringify(await consent.export(), null, 2)], { type: 'application/json' })
  const href = URL.createObjectURL(proofs)
  createElement('a', { href, download: 'receipts.json' }).click()
  // Some browsers read the blob after the click.
  setTimeout(() => URL.revokeObjectURL(href), 60_000)
}
