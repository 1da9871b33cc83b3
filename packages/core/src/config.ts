// The door to a site's config: checks it whole, and makes the notice it stands for. No DOM; servers use it, too.
import { complaintsAbout } from './config-check.ts'
import type { Config } from './config-data.ts'
import { ConsentError } from './errors.ts'

export type { Config, Duration, GoogleMapping, GoogleType, Purpose, Recipient, Service, Text } from './config-data.ts'
export { inLanguage, languagesOf, makeNotice, pickLanguage, type Notice, type NoticePurpose } from './notice.ts'

/**
 * Checks a config whole and hands it back.
 *
 * @throws ConsentError `config-invalid`, naming every complaint with its path
 */
export function defineConfig<const C extends Config>(config: C): C {
  const complaints = complaintsAbout(config)
  if (complaints.length === 0) return config
  throw new ConsentError('config-invalid', complaints.join('\n'), 'Correct these in the config.')
}
