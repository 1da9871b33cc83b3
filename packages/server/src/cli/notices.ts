// What customers are told under a config, one notice for each language, by the hash that stands in their receipts.
import { type Config, languagesOf, loadRecordText, makeNotice, type Notice } from '@placet/core/config'
import { noticeHash } from '@placet/receipt'

export async function makeNotices(config: Config): Promise<Map<string, Notice>> {
  const inLanguage = async (language: string) => makeNotice(config, language, await loadRecordText(language))
  const notices = await Promise.all(languagesOf(config).map(inLanguage))
  const hashes = await Promise.all(notices.map(noticeHash))
  return new Map(notices.map((notice, index) => [hashes[index]!, notice]))
}
