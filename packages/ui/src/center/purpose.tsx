// One purpose to decide on, and all there is to know about it.
/** @jsxImportSource preact */
import type { Purpose, Recipient, Text } from '@placet/core/config'
import type { ComponentChild, VNode } from 'preact'
import type { CenterNeeds } from '../view.ts'
import type { Choices } from './choices.ts'
import { duration, listed } from './duration.ts'
import { isFound, isNamed } from './search.tsx'
import { markedText, markedList } from './marked-text.tsx'

type PurposeProps = { purpose: Purpose; needs: CenterNeeds; choices: Choices }

export function PurposeView({ purpose, needs, choices }: PurposeProps): VNode {
  const { text, language, words = language } = needs
  const { id, name, basis, consequence, services = [] } = purpose
  const countries = new Intl.DisplayNames(words, { type: 'region' })
  const named = (recipients: Recipient[]): string =>
    listed([...new Set(recipients.map((each) => `${each.name} (${countries.of(each.country)})`))], words)
  const all = [...purpose.recipients, ...services.flatMap((service) => service.recipients ?? [])]
  const say = (text: Text): string | VNode => markedText(text, needs)
  const facts: [string, ComponentChild][] = [
    [text.data, markedList(purpose.data, needs)],
    [text.reason, say(purpose.reason)],
    [text.benefit, say(purpose.benefit)],
    [text.consequence, consequence && say(consequence)],
    [text.recipients, named(all) || text.nobody],
    [text.retention, duration(purpose.retention, words)],
    [text.basis, text.bases[basis]],
  ]
  // A search hides and opens, so that everything else stays as it is.
  const { search } = choices
  const isService = !!search && services.some((service) => isNamed(service.name, search, language))
  const choice = (id: string, name: Text, hidden = false): VNode =>
    basis === 'exempt' ? (
      <p key={id} class="s" hidden={hidden}>
        <span>{say(name)}</span>
        <em>{text.always}</em>
      </p>
    ) : (
      <label key={id} class="s" hidden={hidden}>
        <span>{say(name)}</span>
        <input
          type="checkbox"
          role="switch"
          checked={choices.isOn(id)}
          onChange={(event) => choices.turn(id, event.currentTarget.checked)}
        />
      </label>
    )
  return (
    <section class="p" hidden={!isFound(purpose, search, language)}>
      {choice(id, name)}
      <p class="q">{say(purpose.reason)}</p>
      <details open={isService || choices.isOpen(id)} onToggle={(event) => choices.open(id, event.currentTarget.open)}>
        {/* The name tells a screen reader whose details these are. */}
        <summary>
          {text.details}
          <span class="n">: {say(name)}</span>
        </summary>
        <dl>{facts.map(([term, fact]) => fact && [<dt>{term}</dt>, <dd>{fact}</dd>])}</dl>
        {services.map((service) =>
          choice(`${id}/${service.id}`, service.name, isService && !isNamed(service.name, search, language)),
        )}
      </details>
    </section>
  )
}
