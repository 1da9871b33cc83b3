// An interface of your own on the public stores: $view says what is to be seen, $decision what holds, $problem what went wrong.
import { createConsent } from '@placet/core'
import { scripts } from '@placet/core/gates/scripts'
import { gpc } from '@placet/core/signals/gpc'
import { showBanner } from './banner.ts'
import { showChoices } from './choices.ts'
import { config } from './placet.config.ts'
import { showReceipts } from './receipts.ts'

const consent = createConsent({ ...config, signals: [gpc()], effects: [scripts()] })
showBanner(consent)
showChoices(consent)
showReceipts(consent)

for (const button of document.querySelectorAll('[data-show]'))
  button.addEventListener('click', () => consent.show('preferences'))

consent.$decision.subscribe(({ source, answers }) => {
  const said = Object.entries(answers).map(([id, yes]) => `${id} ${yes ? 'yes' : 'no'}`)
  document.querySelector('#decision')!.textContent = `${source}: ${said.join(', ')}`
})
consent.$problem.subscribe((problem) => {
  document.querySelector('#problem')!.textContent = problem?.code ?? ''
})
