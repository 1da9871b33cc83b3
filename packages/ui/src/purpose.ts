// One purpose to decide on, and all there is to know about it.
import type { NoticePurpose } from '@placet/core/config'
import { make } from './element.ts'
import type { CenterTexts } from './texts.ts'

export type PurposeNeeds = {
  text: CenterTexts
  language: string
  /** Gets the switch of each id that can be answered. */
  switches: Map<string, HTMLInputElement>
  touch(id: string, on: boolean): void
}

export function purposeChoice(purpose: NoticePurpose, { text, language, switches, touch }: PurposeNeeds): HTMLElement {
  const { id, name, basis, services } = purpose
  const countries = new Intl.DisplayNames(language, { type: 'region' })
  const recipients = [...purpose.recipients, ...services.flatMap((service) => service.recipients)]
  const named = recipients.map((each) => `${each.name} (${countries.of(each.country)})`)
  const facts = [
    [text.data, purpose.data.join(', ')],
    [text.reason, purpose.reason],
    [text.benefit, purpose.benefit],
    [text.recipients, [...new Set(named)].join(', ') || text.nobody],
    [text.retention, duration(purpose.retention, language)],
  ] as const

  const choice = (id: string, name: string): HTMLElement => {
    if (basis === 'exempt') return make('p', { className: 's' }, make('span', {}, name), make('em', {}, text.always))
    const onchange = (): void => touch(id, input.checked)
    const input = make('input', { type: 'checkbox', role: 'switch', onchange }) as HTMLInputElement
    switches.set(id, input)
    return make('label', { className: 's' }, make('span', {}, name), input)
  }

  return make(
    'section',
    { className: 'p' },
    choice(id, name),
    make('p', { className: 'q' }, purpose.reason),
    make(
      'details',
      {},
      // The name tells a screen reader whose details these are.
      make('summary', {}, text.details, make('span', { className: 'n' }, `: ${name}`)),
      make(
        'dl',
        {},
        facts.map(([term, fact]) => [make('dt', {}, term), make('dd', {}, fact)]),
      ),
      services.map((service) => choice(`${id}/${service.id}`, service.name)),
    ),
  )
}

/** 'P1Y6M' in a language: '1 year, 6 months'. */
export function duration(iso: string, language: string): string {
  const units = { Y: 'year', M: 'month', W: 'week', D: 'day' }
  return [...iso.matchAll(/(\d+)([YMWD])/g)]
    .map(([, count, unit]) => {
      const style = { style: 'unit', unit: units[unit as keyof typeof units], unitDisplay: 'long' } as const
      return new Intl.NumberFormat(language, style).format(Number(count))
    })
    .join(', ')
}
