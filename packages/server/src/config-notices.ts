// Makes the notices of a config: one for each language, by the hash that receipts name.
import { type Config, defineConfig, languagesOf, loadRecordText, makeNotice, type Notice } from '@placet/core/config'
import { noticeHash } from '@placet/receipt'

export type { Config, Notice } from '@placet/core/config'

/** Checks the config synchronously; hashing is asynchronous. @throws ConsentError `config-invalid` with every complaint */
export function makeNotices(config: Config): Promise<Map<string, Notice>> {
  const checked: Config = defineConfig(config)
  const hashed = languagesOf(checked).map(async (language) => {
    const notice = makeNotice(checked, language, await loadRecordText(language))
    return [await noticeHash(notice), notice] as const
  })
  return Promise.all(hashed).then((notices) => new Map(notices))
}
