// What the banner says is true under the config, in every language, whatever is on before the customer answers.
import { type Config, createConsent } from '@placet/core'
import { afterEach, expect, test } from 'vitest'
import { showBanner } from '../../packages/ui/src/banner.ts'
import { text as english } from '../../packages/ui/src/text/en.ts'
import { text as german } from '../../packages/ui/src/text/de.ts'

const about = { data: ['pages'], reason: 'To learn.', benefit: 'A better shop.', recipients: [], retention: 'P1Y' }
const CONFIG = {
  version: '1',
  controller: { name: 'Kiln Nine', contact: 'privacy@kiln-nine.example' },
  receipts: 'none' as const,
  purposes: [
    { ...about, id: 'basket', name: 'Basket', basis: 'exempt' as const },
    { ...about, id: 'statistics', name: 'Statistics', basis: 'consent' as const },
    { ...about, id: 'security', name: 'Fraud detection', basis: 'legitimate-interest' as const },
  ],
}

let close = () => {}
afterEach(() => close())

async function lead(config: Config, text = english, signals: (() => object)[] = []): Promise<string> {
  const consent = createConsent({ ...config, signals })
  // What is on by default opens once it is known that no vault holds a refusal.
  await expect.poll(() => [consent.$view.get(), consent.$decision.get().source]).not.toEqual(['none', 'default'])
  const hide = showBanner({ consent, text, language: 'en', nonce: '' }, false)
  close = () => {
    hide()
    consent.stop()
  }
  return document.querySelector('placet-banner .t + p')!.textContent!
}

const [, statistics, security] = CONFIG.purposes
const WANTS = 'Kiln Nine would like to use cookies and similar technologies for: '
const USES = 'Kiln Nine uses cookies and similar technologies for: '

test('what is on by legitimate interest is said to be used; “not before you allow it” is said of the rest only', async () => {
  const said = await lead(CONFIG)
  expect(said).toContain(`${WANTS}Statistics.`)
  expect(said).toContain(`${USES}Fraud detection. You can object`)
  expect(said).not.toContain('Nothing runs')
})

test('the same in German', async () => {
  const said = await lead(CONFIG, german)
  expect(said).toContain('nutzen für: Statistics. Nichts davon läuft, bevor Sie es erlauben')
  expect(said).toContain('Techniken für: Fraud detection. Sie können jederzeit widersprechen.')
})

test('only consent: nothing is said to be in use', async () => {
  expect(await lead({ ...CONFIG, purposes: [statistics!] })).not.toContain(USES)
})

test('only legitimate interest: nothing is said to wait for a yes', async () => {
  const said = await lead({ ...CONFIG, purposes: [security!] })
  expect(said).toContain(`${USES}Fraud detection.`)
  expect(said).not.toContain(WANTS)
})

test('opt-out, and the browser sends Global Privacy Control: what it turned off is not said to be in use', async () => {
  const said = await lead({ ...CONFIG, regime: 'us' }, english, [() => ({ gpc: true })])
  expect(said).toContain(`${WANTS}Statistics`)
  expect(said).not.toContain(USES)
})
