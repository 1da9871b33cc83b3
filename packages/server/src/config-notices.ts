// What customers are told under a config: one notice for each language, by the hash that stands in their receipts.
import { type Config, defineConfig, languagesOf, makeNotice, type Notice } from '@placet/core/config'
import { noticeHash } from '@placet/receipt'

export type { Config, Notice } from '@placet/core/config'

/** Checks the config at once; the hashes take a moment. @throws ConsentError `config-invalid` with every complaint */
export function makeNotices(config: Config): Promise<Map<string, Notice>> {
  const checked: Config = defineConfig(config)
  const notices = languagesOf(checked).map((language) => makeNotice(checked, language))
  return Promise.all(notices.map(noticeHash)).then(
    (hashes) => new Map(notices.map((notice, index) => [hashes[index]!, notice])),
  )
}
