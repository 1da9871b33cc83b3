// Wrong uses that the types must refuse; checked by `tsc -p test`, never run.
import { type Config, type Consent, createConsent, type Effect } from '@placet/core'
import { defineConfig } from '@placet/core/config'
import { parseCookie } from '@placet/core/cookie'
import type { Transport } from '@placet/core/http'

declare const config: Config
declare const consent: Consent
declare const purpose: Config['purposes'][number]

// @ts-expect-error a config says who answers for the data
defineConfig({ version: '1', purposes: [] })
// @ts-expect-error there are two regimes, and no third that allows more
defineConfig({ ...config, regime: 'none' })
// @ts-expect-error a basis of one's own is none
defineConfig({ ...config, purposes: [{ ...purpose, basis: 'we-like-it' }] })
// @ts-expect-error no purpose without how long its data stays
defineConfig({ ...config, purposes: [{ ...purpose, retention: undefined }] })
// @ts-expect-error how receipts travel is a function
createConsent({ ...config, transport: 'https://shop.example' })
// @ts-expect-error signals are heard before policy, by functions
createConsent({ ...config, signals: [{ gpc: true }] })
// @ts-expect-error "all", or a list
void consent.accept('analytics')
// @ts-expect-error yes or no
void consent.decide({ analytics: 'yes' })
// @ts-expect-error no third view
consent.show('modal')
// @ts-expect-error such news there are none
consent.on('change', () => {})
// @ts-expect-error what holds is read; only decisions write it
consent.$decision.set({})
// @ts-expect-error an answer may be missing: ask has()
consent.$decision.get().answers.analytics.valueOf()
// @ts-expect-error an effect says how to stop it
const _effect: Effect = () => {}
// @ts-expect-error a cookie may be broken
void parseCookie('').seq
// @ts-expect-error a transport answers for each receipt, or says why not
const _transport: Transport = async () => ({ ok: true })
