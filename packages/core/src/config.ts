// A site's config: the whole check, and the notice that it stands for. No DOM; servers use it, too.
import { complaintsAbout } from './config-check.ts'
import type { Config } from './config-data.ts'
import { ConsentError } from './errors.ts'

export type { Config, Duration, GoogleMapping, GoogleType, Purpose, Recipient, Service, Text } from './config-data.ts'
export { complaintsAbout } from './config-check.ts'
export { inLanguage, languagesOf, pickLanguage } from './language.ts'
export { makeNotice, type Notice, type NoticePurpose } from './notice.ts'

/**
 * Checks a whole config and returns it.
 *
 * @throws ConsentError `config-invalid`, naming every complaint with its path
 */
export function defineConfig<const C extends Config>(config: C): C {
  const complaints = complaintsAbout(config)
  if (complaints.length === 0) return config
  throw new ConsentError('config-invalid', complaints.join('\n'), 'Correct these in the config.')
}
