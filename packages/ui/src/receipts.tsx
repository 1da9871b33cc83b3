// What was decided here, with its proofs: to see, to take along, to forget.
import type { Consent, KeptReceipt } from '@placet/core'
import { h, type VNode } from 'preact'
import { fill, type Texts } from './texts.ts'

type Props = { consent: Consent; kept: KeptReceipt[]; text: Texts; language: string }

export function Receipts({ consent, kept, text, language }: Props): VNode {
  const site = consent.config.controller.name
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <section class="p r" aria-labelledby="placet-receipts">
      <h2 id="placet-receipts">{text.receipts}</h2>
      <p class="q">{kept.length ? text.receiptsLead : text.noReceipts}</p>
      <ul>
        {[...kept].reverse().map(({ id, at, event, status, problem }) => (
          <li key={id} data-status={status}>
            <strong>{text.events[event]}</strong> · {format.format(at)} · {fill(text.status[status], { site })}
            {problem && `: ${problem}`}
          </li>
        ))}
      </ul>
      {kept.length > 0 && (
        <div class="b">
          <button class="q" type="button" onClick={() => void download(consent)}>{text.download}</button>
          <button class="q" type="button" onClick={() => void consent.forget()}>{text.forget}</button>
        </div>
      )}
    </section>
  )
}

async function download(consent: Consent): Promise<void> {
  const blob = new Blob([JSON.stringify(await consent.export(), null, 2)], { type: 'application/json' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = 'receipts.json'
  link.click()
  URL.revokeObjectURL(link.href)
}
