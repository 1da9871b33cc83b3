// The script tag: reads its config from the page, replays the calls made before it came, and loads the rest when needed.
import type { Config, Consent, Problem } from '@placet/core'
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
const tag = document.currentScript as HTMLScriptElement | null
const base = new URL(tag?.dataset.base ?? '.', tag?.src || location.href)

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
    return dress({ consent, text: words, language, nonce: tag?.nonce ?? '' }, parts)
  })
  answerCalls(consent)
})

// An invalid config asks nothing, opens nothing, and says so; nor does anything open before Google's tags can be told.
async function begin(): Promise<Consent> {
  let code: Problem['code'] = 'config-invalid'
  try {
    const config = await readConfig()
    const effects = [scripts(), frames()]
    if (config.tellers?.google) {
      code = 'chunk-unavailable'
      effects.unshift((await chunk<typeof google>('google'))(config.tellers.google))
      code = 'config-invalid'
    }
    return beginConsent({ ...config, signals: [gpc()], effects }, evidence)
  } catch (cause) {
    const nothing = beginConsent({ purposes: [], controller: {} } as never, evidence)
    nothing.report({ code, cause })
    return nothing
  }
}

async function readConfig(): Promise<Config> {
  const url = tag?.dataset.config
  if (url) return (await fetch(url)).json() as Promise<Config>
  const find = () => document.getElementById('placet-config')
  // As a plain script it may stand before its config.
  if (!find() && document.readyState === 'loading') {
    await new Promise((found) => document.addEventListener('DOMContentLoaded', found))
  }
  return JSON.parse(find()?.textContent ?? '') as Config
}
