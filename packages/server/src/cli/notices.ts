// What customers are told under a config, one notice for each language, by the hash that stands in their receipts.
import { type Config, languagesOf, makeNotice, type Notice } from '@placet/core/config'
import { noticeHash } from '@placet/receipt'

export async function makeNotices(config: Config): Promise<Map<string, Notice>> {
  const notices = languagesOf(config).map((language) => makeNotice(config, language))
  const hashes = await Promise.all(notices.map(noticeHash))
  return new Map(notices.map((notice, index) => [hashes[index]!, notice]))
}
