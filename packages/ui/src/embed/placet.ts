// The script tag: reads its config from the page, replays the calls made before it came, and loads the rest when needed.
import type { Config, Consent } from '@placet/core'
import { beginConsent } from '@placet/core/consent'
import { pickLanguage } from '@placet/core/config'
import type { openEvidence } from '@placet/core/evidence'
import { frames } from '@placet/core/gates/frames'
import { scripts } from '@placet/core/gates/scripts'
import { gpc } from '@placet/core/signals/gpc'
import type { google } from '@placet/core/tellers/google'
import { attend } from '../attend.ts'
import type { Center, Face } from '../face.ts'
import type { Texts } from '../texts.ts'
import type { wear } from '../wear.ts'
import { answerCalls } from './calls.ts'

// Taken at once: it is gone when this task ends.
const tag = document.currentScript as HTMLScriptElement
const base = tag.dataset.base ?? new URL('.', tag.src || location.href)

/** The default export of a chunk beside this script. */
const chunk = async <Part>(name: string): Promise<Part> =>
  ((await import(`${base}placet-${name}.js`)) as { default: Part }).default
const evidence = () => chunk<typeof openEvidence>('vault')

void begin().then((consent) => {
  const language = pickLanguage(consent.config, document.documentElement.lang)
  const text = () => chunk<Texts>(`text-${language}`).catch(() => chunk<Texts>('text-en'))
  attend(consent, async () => {
    const [dress, words] = await Promise.all([chunk<typeof wear>('banner'), text()])
    const parts = { center: () => chunk<Center>('center'), reopen: () => chunk<Face>('reopen') }
    return dress({ consent, text: words, language, nonce: tag.nonce }, parts)
  })
  answerCalls(consent)
})

// An invalid config asks nothing, opens nothing, and says so.
async function begin(): Promise<Consent> {
  try {
    const config = await readConfig()
    const { google: mapping } = config.tellers ?? {}
    const tellers = mapping ? [(await chunk<typeof google>('google'))(mapping)] : []
    return beginConsent({ ...config, signals: [gpc()], effects: [...tellers, scripts(), frames()] }, evidence)
  } catch (cause) {
    const nothing = beginConsent({ purposes: [] } as never, evidence)
    nothing.report({ code: 'config-invalid', cause })
    return nothing
  }
}

async function readConfig(): Promise<Config> {
  const url = tag.dataset.config
  if (url) return (await fetch(url)).json() as Promise<Config>
  const find = () => document.getElementById('placet-config')
  // As a plain script it may stand before its config.
  if (!find() && document.readyState === 'loading') {
    await new Promise((found) => document.addEventListener('DOMContentLoaded', found))
  }
  return JSON.parse(find()?.textContent ?? '') as Config
}
