// One purpose to decide on, and all there is to know about it.
/** @jsxImportSource preact */
import type { NoticePurpose, Recipient } from '@placet/core/config'
import type { VNode } from 'preact'
import { langAttributes } from '../element.ts'
import type { CenterNeeds } from '../view.ts'
import type { Choices } from './choices.ts'
import { duration, listed } from './duration.ts'
import { isFound, isNamed } from './search.tsx'

type PurposeProps = { purpose: NoticePurpose; needs: CenterNeeds; choices: Choices }

export function Purpose({ purpose, needs, choices }: PurposeProps): VNode {
  const { text, language, words = language } = needs
  const { id, name, basis, services } = purpose
  // The names of a site's purposes may be in a language that this package has no texts in.
  const told = language === words ? {} : langAttributes(language)
  const countries = new Intl.DisplayNames(words, { type: 'region' })
  const named = (recipients: Recipient[]): string =>
    listed([...new Set(recipients.map((each) => `${each.name} (${countries.of(each.country)})`))], words)
  const all = [...purpose.recipients, ...services.flatMap((service) => service.recipients)]
  const facts = [
    [text.data, listed(purpose.data, language), told],
    [text.reason, purpose.reason, told],
    [text.benefit, purpose.benefit, told],
    [text.consequence, purpose.consequence, told],
    [text.recipients, named(all) || text.nobody, {}],
    [text.retention, duration(purpose.retention, words), {}],
    [text.basis, text.bases[basis], {}],
  ] as const
  // A search hides and opens, so that everything else stays as it is.
  const { search } = choices
  const isService = !!search && services.some((service) => isNamed(service.name, search))
  const choice = (id: string, name: string, hidden = false): VNode =>
    basis === 'exempt' ? (
      <p key={id} class="s" hidden={hidden}>
        <span {...told}>{name}</span>
        <em>{text.always}</em>
      </p>
    ) : (
      <label key={id} class="s" hidden={hidden}>
        <span {...told}>{name}</span>
        <input
          type="checkbox"
          role="switch"
          checked={choices.isOn(id)}
          onChange={(event) => choices.turn(id, event.currentTarget.checked)}
        />
      </label>
    )
  return (
    <section class="p" hidden={!isFound(purpose, search)}>
      {choice(id, name)}
      <p class="q" {...told}>
        {purpose.reason}
      </p>
      <details open={isService || choices.isOpen(id)} onToggle={(event) => choices.open(id, event.currentTarget.open)}>
        {/* The name tells a screen reader whose details these are. */}
        <summary>
          {text.details}
          <span class="n">{`: ${name}`}</span>
        </summary>
        <dl>{facts.map(([term, fact, told]) => fact && [<dt>{term}</dt>, <dd {...told}>{fact}</dd>])}</dl>
        {services.map((service) =>
          choice(`${id}/${service.id}`, service.name, isService && !isNamed(service.name, search)),
        )}
      </details>
    </section>
  )
}
