'use client'
import { useStore } from '@nanostores/react'
import { useConsent } from './consent.tsx'

export function Status() {
  const consent = useConsent()
  const { source, answers } = useStore(consent.$decision)
  const view = useStore(consent.$view)
  const said = Object.entries(answers).map(([id, yes]) => `${id} ${yes ? 'yes' : 'no'}`)
  return (
    <section>
      <h2>Your privacy</h2>
      <p>
        Decision: <output id="decision">{`${source}: ${said.join(', ')}`}</output>
        <br />
        On screen: <output id="view">{view}</output>
      </p>
      <button type="button" data-placet-open>
        Privacy choices
      </button>
    </section>
  )
}
