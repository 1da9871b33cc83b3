// About your data: who is responsible, and what each purpose keeps in this browser.
/** @jsxImportSource preact */
import type { ComponentChild, VNode } from 'preact'
import type { CenterNeeds } from '../view.ts'
import { listed } from './duration.ts'
import { purposesOf } from './purposes.ts'
import type { Section } from './section.ts'
import { markedText } from './marked-text.tsx'

export function openAbout(): Section {
  return { view: (needs) => <About {...needs} /> }
}

function About(needs: CenterNeeds): VNode {
  const { consent, text, language, words = language } = needs
  const { controller, policy } = consent.config
  const stored = purposesOf(needs)
    .map(({ name, storage = [], services = [] }) => {
      return [name, [...storage, ...services.flatMap((each) => each.storage ?? [])]] as const
    })
    .filter(([, names]) => names.length > 0)
  return (
    <dl>
      <dt>{text.responsible}</dt>
      <dd>
        {controller.name}
        {controller.address && `, ${controller.address}`}
        <br />
        <Contact at={controller.contact} />
        {policy && (
          <>
            <br />
            <a href={policy}>{text.policy}</a>
          </>
        )}
      </dd>
      {stored[0] && <dt>{text.stored}</dt>}
      {stored.map(([name, names]) => (
        <dd>
          {markedText(name, needs)}
          {`: ${listed([...new Set(names)], words)}`}
        </dd>
      ))}
    </dl>
  )
}

function Contact({ at }: { at: string }): ComponentChild {
  if (/^https?:/.test(at)) return <a href={at}>{at}</a>
  return at.includes('@') ? <a href={`mailto:${at.replace(/^mailto:/, '')}`}>{at}</a> : at
}
