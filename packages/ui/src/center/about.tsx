// About your data: who is responsible, and what each purpose keeps in this browser.
/** @jsxImportSource preact */
import { makeNotice } from '@placet/core/config'
import type { ComponentChild, VNode } from 'preact'
import type { CenterNeeds } from '../view.ts'
import { listed } from './duration.ts'
import type { Section } from './section.ts'

export function openAbout(needs: CenterNeeds): Section {
  return { view: () => <About {...needs} /> }
}

function About({ consent, text, language, words = language, record }: CenterNeeds): VNode {
  const { controller, policy, purposes } = makeNotice(consent.config, language, record)
  const stored = purposes
    .map(({ name, storage, services }) => [name, [...storage, ...services.flatMap((each) => each.storage)]] as const)
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
        <dd>{`${name}: ${listed([...new Set(names)], words)}`}</dd>
      ))}
    </dl>
  )
}

function Contact({ at }: { at: string }): ComponentChild {
  if (/^https?:/.test(at)) return <a href={at}>{at}</a>
  return at.includes('@') ? <a href={`mailto:${at.replace(/^mailto:/, '')}`}>{at}</a> : at
}
