// The script tag: reads its config from the page, makes the calls that came before it, and loads the rest when needed.
import type { Config, Consent } from '@placet/core'
import { type complaintsAbout, pickLanguage } from '@placet/core/config'
import { beginConsent } from '@placet/core/consent'
import type { openEvidence } from '@placet/core/evidence'
import { frames } from '@placet/core/gates/frames'
import { scripts } from '@placet/core/gates/scripts'
import { google, googleDefault } from '@placet/core/integrations/google'
import { gpc } from '@placet/core/signals/gpc'
import { attend } from '../attend.ts'
import type { Center, Face } from '../face.ts'
import type { Texts } from '../texts.ts'
import type { wear } from '../wear.ts'
import { answerCalls } from './calls.ts'
import { chunkLoader } from './chunk.ts'
import { configText, inlineConfig } from './page-config.ts'

// Read at once: it is gone when this task ends.
const tag = document.currentScript as HTMLScriptElement | null
let config: Config | undefined
const chunk = chunkLoader(tag, () => config?.base)
const environment = { page: window, loadEvidence: () => chunk<typeof openEvidence>('vault') }

const inline = tag?.dataset.config ? undefined : inlineConfig()
// A config that stands before the script is followed in this task: Google's tags hear the default before they can run.
if (inline !== undefined) start(inline)
else {
  const defaultTold = tag?.dataset.integrations === 'google'
  if (defaultTold) googleDefault()
  configText(tag?.dataset.config).then((text) => start(text, defaultTold), refuseAll)
}

function start(text: string, defaultTold = false): void {
  let consent: Consent
  try {
    config = JSON.parse(text) as Config
    const effects = [scripts(), frames()]
    if (config?.integrations?.google) effects.unshift(google(config.integrations.google, defaultTold))
    consent = beginConsent({ ...config, signals: [gpc()], effects }, environment)
  } catch (cause) {
    return refuseAll(cause as Error)
  }
  const language = pickLanguage(config, document.documentElement.lang)
  const texts = () => chunk<Texts>(`text-${language}`).catch(() => chunk<Texts>('text-en'))
  attend(consent, async () => {
    const [dress, words] = await Promise.all([chunk<typeof wear>('banner'), texts()])
    const parts = { center: () => chunk<Center>('center'), reopen: () => chunk<Face>('reopen') }
    return () => dress({ consent, text: words, language, nonce: tag?.nonce ?? '' }, parts)
  })
  answerCalls(consent)
}

/** An invalid config asks nothing and opens nothing. `cause` says why; for a config that is JSON, a chunk says it in words. */
function refuseAll(cause: Error): void {
  const consent = beginConsent({ version: '', controller: { name: '-', contact: '' }, purposes: [] }, environment)
  answerCalls(consent)
  const complaints = config ? chunk<typeof complaintsAbout>('config').then((find) => find(config)) : Promise.reject(cause)
  void complaints
    .catch(() => [cause.message])
    .then((all) => all.forEach((detail) => consent.report({ code: 'config-invalid', detail, cause })))
}
