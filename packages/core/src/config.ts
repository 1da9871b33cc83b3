// Entry point `@placet/core/config`: the full check of a config, and its notice. No DOM, so servers can use it.
import { complaintsAbout } from './config-check.ts'
import type { Config } from './config-data.ts'
import { ConsentError } from './errors.ts'

export type { Config, Duration, GoogleMapping, GoogleType, Purpose, Recipient, Service, Text } from './config-data.ts'
export { complaintsAbout } from './config-check.ts'
export { LANGUAGES } from './config-data.ts'
export { inLanguage, languageOf, ownTexts } from './in-language.ts'
export { knownLanguage, languagesOf, matchLanguage, pickLanguage, recordLanguage } from './language.ts'
export { loadRecordText, recordTextIn } from './record-text.ts'
export type { BannerTexts, CenterTexts, OwnTexts, RecordText } from './text-lines.ts'
export { makeNotice, type Notice, type NoticePurpose, recordPurpose } from './notice.ts'

/**
 * Runs the full check and returns the config.
 *
 * @throws ConsentError `config-invalid`, with every complaint and its path
 */
export function defineConfig<const C extends Config>(config: C): C {
  const complaints = complaintsAbout(config)
  if (complaints.length === 0) return config
  throw new ConsentError('config-invalid', complaints.join('\n'), 'Correct these in the config.')
}
