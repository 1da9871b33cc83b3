// The script tag: reads its config from the page, replays the calls made before it came, and loads the rest when needed.
import type { Config, Consent } from '@placet/core'
import { beginConsent } from '@placet/core/consent'
import type { openEvidence } from '@placet/core/evidence'
import { languagesOf, pickLanguage } from '@placet/core/config'
import { frames } from '@placet/core/gates/frames'
import { scripts } from '@placet/core/gates/scripts'
import { gpc } from '@placet/core/signals/gpc'
import { google } from '@placet/core/tellers/google'
import { type Faces, wear } from '../face.ts'
import type { Texts } from '../texts.ts'
import { answerCalls, type Call } from './calls.ts'

// Taken at once: it is gone when this task ends.
const tag = document.currentScript as HTMLScriptElement | null
const base = new URL(tag?.dataset.base ?? '.', tag?.src || location.href)

/** A chunk beside this script. */
const chunk = <Part>(name: string): Promise<Part> => import(`${new URL(`placet-${name}.js`, base).href}`) as Promise<Part>
const part = async <Part>(name: string): Promise<Part> => (await chunk<{ default: Part }>(name)).default

const loadEvidence = () => part<typeof openEvidence>('vault')

void readConfig().then(start, (cause) => start(undefined, cause))

function start(config: Config | undefined, cause?: unknown): void {
  const consent = open(config, cause)
  const language = pickLanguage(consent.config, document.documentElement.lang)
  const faces: Faces = {
    banner: () => part('banner'),
    reopen: () => part('reopen'),
    center: () => part('center'),
    text: (tag) =>
      chunk<{ text: Texts }>(`text-${tag}`)
        .catch(() => chunk<{ text: Texts }>(`text-${languagesOf(consent.config)[0]}`))
        .then(({ text }) => text),
  }
  wear(consent, faces, language, tag?.nonce ?? '')
  const page = window as unknown as { placet?: Call[] }
  page.placet = answerCalls(consent, page.placet) as never
}

// An invalid config asks nothing, opens nothing, and says so.
function open(config: Config | undefined, cause: unknown): Consent {
  try {
    if (!config) throw cause
    const { tellers = {} } = config
    const effects = [...(tellers.google ? [google(tellers.google)] : []), scripts(), frames()]
    return beginConsent({ ...config, signals: [gpc()], effects }, loadEvidence)
  } catch (cause) {
    const nothing = beginConsent({ version: '', controller: { name: '', contact: '' }, purposes: [] }, loadEvidence)
    nothing.hide()
    nothing.report({ code: 'config-invalid', cause })
    return nothing
  }
}

async function readConfig(): Promise<Config> {
  const url = tag?.dataset.config
  if (url) return (await fetch(url)).json() as Promise<Config>
  const find = () => document.getElementById('placet-config')
  // As a plain script it may stand before its config.
  if (!find() && document.readyState === 'loading') {
    await new Promise((found) => document.addEventListener('DOMContentLoaded', found, { once: true }))
  }
  return JSON.parse(find()?.textContent ?? '') as Config
}
