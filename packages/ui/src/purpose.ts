// One purpose to decide on, and all there is to know about it.
import type { NoticePurpose } from '@placet/core/config'
import { createElement, langAttributes } from './element.ts'
import type { CenterTexts } from './texts.ts'

export type PurposeNeeds = {
  text: CenterTexts
  /** The language of the purpose, and that of `text`. */
  language: string
  words: string
  /** Gets the switch of each id that can be answered. */
  switches: Map<string, HTMLInputElement>
  touch(id: string, on: boolean): void
}

export function purposeChoice(
  purpose: NoticePurpose,
  { text, language, words, switches, touch }: PurposeNeeds,
): HTMLElement {
  const { id, name, basis, services } = purpose
  // The names of a site's purposes may be in a language that this package has no texts in.
  const told = language === words ? {} : langAttributes(language)
  const countries = new Intl.DisplayNames(words, { type: 'region' })
  const recipients = [...purpose.recipients, ...services.flatMap((service) => service.recipients)]
  const named = recipients.map((each) => `${each.name} (${countries.of(each.country)})`)
  const facts = [
    [text.data, listed(purpose.data, language), told],
    [text.reason, purpose.reason, told],
    [text.benefit, purpose.benefit, told],
    [text.recipients, listed([...new Set(named)], words) || text.nobody, {}],
    [text.retention, duration(purpose.retention, words), {}],
  ] as const

  const choice = (id: string, name: string): HTMLElement => {
    if (basis === 'exempt')
      return createElement(
        'p',
        { className: 's' },
        createElement('span', told, name),
        createElement('em', {}, text.always),
      )
    const onchange = (): void => touch(id, input.checked)
    const input = createElement('input', { type: 'checkbox', role: 'switch', onchange }) as HTMLInputElement
    switches.set(id, input)
    return createElement('label', { className: 's' }, createElement('span', told, name), input)
  }

  return createElement(
    'section',
    { className: 'p' },
    choice(id, name),
    createElement('p', { className: 'q', ...told }, purpose.reason),
    createElement(
      'details',
      {},
      // The name tells a screen reader whose details these are.
      createElement('summary', {}, text.details, createElement('span', { className: 'n' }, `: ${name}`)),
      createElement(
        'dl',
        {},
        facts.map(([term, fact, told]) => [createElement('dt', {}, term), createElement('dd', told, fact)]),
      ),
      services.map((service) => choice(`${id}/${service.id}`, service.name)),
    ),
  )
}

/** 'P1Y6M' in a language: '1 year, 6 months'. */
export function duration(iso: string, language: string): string {
  const units = { Y: 'year', M: 'month', W: 'week', D: 'day' }
  const counts = [...iso.matchAll(/(\d+)([YMWD])/g)].map(([, count, unit]) => {
    const style = { style: 'unit', unit: units[unit as keyof typeof units], unitDisplay: 'long' } as const
    return new Intl.NumberFormat(language, style).format(Number(count))
  })
  return new Intl.ListFormat(language, { type: 'unit', style: 'short' }).format(counts)
}

function listed(texts: string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(texts)
}
