// The script tag: reads its config, makes the calls that the page has queued, and loads other chunks when needed.
import type { Config, Consent } from '@placet/core'
import { type complaintsAbout, knownLanguage } from '@placet/core/config'
import { beginConsent } from '@placet/core/begin-consent'
import type { openEvidence } from '@placet/core/evidence'
import { frames } from '@placet/core/gates/frames'
import { scripts } from '@placet/core/gates/scripts'
import { google, googleDefault } from '@placet/core/integrations/google'
import { gpc } from '@placet/core/signals/gpc'
import { mountOnDemand } from '../mount.ts'
import type { prepareViews } from './banner.ts'
import { answerCalls } from './calls.ts'
import { chunkLoader } from './chunk.ts'
import { configText, inlineConfig } from './page-config.ts'

// Read at once: `currentScript` is null after this task.
const tag = document.currentScript as HTMLScriptElement | null
let config: Config | undefined
const chunk = chunkLoader(tag, () => config?.base)
const environment = { page: window, loadEvidence: () => chunk<typeof openEvidence>('vault') }

const defaultTold = tag?.dataset.integrations === 'google'
if (defaultTold) googleDefault()
const inline = tag?.dataset.config ? undefined : inlineConfig()
// A config before the script tag starts in this task, so that Google's tags get the default before they can run.
if (inline !== undefined) start(inline)
else configText(tag?.dataset.config).then(start, refuseAll)

function start(text: string): void {
  let consent: Consent
  try {
    config = JSON.parse(text) as Config
    const effects = [scripts(), frames()]
    const integrations = config?.integrations
    if (integrations?.google) effects.unshift(google(integrations.google, defaultTold))
    consent = beginConsent({ ...config, signals: [gpc()], effects }, environment)
  } catch (cause) {
    // A config that is no JSON may have named Google. Without a default, its tags would assume consent.
    if (!config && !defaultTold && text.includes('"google"')) googleDefault()
    return refuseAll(cause as Error)
  }
  const unmount = mountOnDemand(consent, () => loadViews(consent))
  const { stop } = consent
  answerCalls(Object.assign(consent, { stop: () => (unmount(), stop()) }))
}

/** Loads what shows the views. All that this needs is asked for in one round, if the language needs no matching. */
async function loadViews(consent: Consent): Promise<() => () => void> {
  const language = knownLanguage(consent.config, document.documentElement.lang)
  const [prepare] = await Promise.all([
    chunk<typeof prepareViews>('banner'),
    language && chunk(`text-${language}`),
    (!language || consent.config.texts) && chunk('language'),
  ])
  return prepare(consent, chunk, tag?.nonce ?? '', language)
}

/** Starts a consent that asks nothing and opens no gate. Reports what is wrong with a parsed config, else `cause`. */
function refuseAll(cause: Error): void {
  const consent = beginConsent({ version: '', controller: { name: '-', contact: '' }, purposes: [] }, environment)
  answerCalls(consent)
  const complaints = config
    ? chunk<typeof complaintsAbout>('config').then((find) => find(config))
    : Promise.reject(cause)
  void complaints
    .catch(() => [cause.message])
    .then((all) => all.forEach((detail) => consent.report({ code: 'config-invalid', detail, cause })))
}
