// One purpose to decide on, and all there is to know about it.
import type { NoticePurpose } from '@placet/core/config'
import { Fragment, h, type VNode } from 'preact'
import type { Texts } from './texts.ts'

type Props = {
  purpose: NoticePurpose
  text: Texts
  language: string
  isOn(id: string): boolean
  touch(id: string, on: boolean): void
}

export function PurposeChoice({ purpose, text, language, isOn, touch }: Props): VNode {
  const { id, basis, services } = purpose
  const recipients = [...purpose.recipients, ...services.flatMap((service) => service.recipients)]
  const countries = new Intl.DisplayNames(language, { type: 'region' })
  const named = recipients.map(({ name, country }) => `${name} (${countries.of(country)})`)
  const facts: [string, string][] = [
    [text.data, purpose.data.join(', ')],
    [text.reason, purpose.reason],
    [text.benefit, purpose.benefit],
    [text.recipients, [...new Set(named)].join(', ') || text.nobody],
    [text.retention, duration(purpose.retention, language)],
  ]
  const choice = (of: string, name: string) =>
    basis === 'exempt' ? (
      <p class="s"><span>{name}</span><em>{text.always}</em></p>
    ) : (
      <label class="s">
        <span>{name}</span>
        <input type="checkbox" role="switch" checked={isOn(of)} onChange={(event) => touch(of, (event.target as HTMLInputElement).checked)} />
      </label>
    )
  return (
    <section class="p">
      {choice(id, purpose.name)}
      <p class="q">{purpose.reason}</p>
      <details>
        <summary>{text.details}<span class="n">: {purpose.name}</span></summary>
        <dl>
          {facts.map(([name, value]) => (
            <Fragment key={name}><dt>{name}</dt><dd>{value}</dd></Fragment>
          ))}
        </dl>
        {services.map((service) => choice(`${id}/${service.id}`, service.name))}
      </details>
    </section>
  )
}

/** 'P1Y6M' in a language: '1 year, 6 months'. */
export function duration(iso: string, language: string): string {
  const units = { Y: 'year', M: 'month', W: 'week', D: 'day' }
  return [...iso.matchAll(/(\d+)([YMWD])/g)]
    .map(([, count, unit]) =>
      new Intl.NumberFormat(language, { style: 'unit', unit: units[unit as keyof typeof units], unitDisplay: 'long' }).format(Number(count)),
    )
    .join(', ')
}
