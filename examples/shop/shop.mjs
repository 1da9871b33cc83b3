// The whole demonstration: the shop, the trackers' origin, the receipt server. Our browser tests drive it, too.
import { languagesOf, loadRecordText, makeNotice } from '@placet/core/config'
import { noticeHash } from '@placet/receipt'
import { startServer } from '@placet/server'
import { makeLedger } from './ledger.mjs'
import { listen } from './listen.mjs'
import { makeConfig } from './placet.config.mjs'
import { makeSite } from './site.mjs'
import { makeTrackers } from './trackers/origin.mjs'

const HOST = 'localhost'

/** Ports (0: any free one) and the receipt server's folder in, three running origins out. */
export async function startShop(options = {}) {
  const { shopPort = 4300, trackersPort = 4310, receiptsPort = 4320, dataDir, quiet = false } = options
  const ledger = makeLedger()
  if (!quiet) ledger.subscribe((hit) => hit && console.log(`  ${hit.tracker}: ${hit.events?.join(', ') ?? hit.path}`))

  const trackers = await listen(makeTrackers(ledger), trackersPort, HOST)
  // The server is told what customers are told, so that a receipt's notice can be read there.
  const notices = await makeNotices(makeConfig({ trackers: trackers.origin, backend: '/receipts' }))
  let receipts = await startServer({ port: receiptsPort, host: HOST, dataDir, notices })
  const receiptsUrl = receipts.url
  const config = makeConfig({ trackers: trackers.origin, backend: `${receiptsUrl}/receipts` })
  const shop = await listen(makeSite({ config, trackers: trackers.origin, ledger }), shopPort, HOST)

  async function stopReceipts() {
    const running = receipts
    receipts = undefined
    await running?.close()
  }

  return {
    shop: shop.origin,
    trackers: trackers.origin,
    receipts: receiptsUrl,
    /** [{ tracker, kind: 'script' | 'hit', method, path, events?, at }], in order of arrival. */
    hits: ledger.hits,
    clearHits: ledger.clear,
    stopReceipts,
    async startReceipts() {
      receipts ??= await startServer({ port: Number(new URL(receiptsUrl).port), host: HOST, dataDir, notices })
    },
    async close() {
      await Promise.all([shop.close(), trackers.close(), stopReceipts()])
    },
  }
}

/** A notice for each language, by the hash that receipts name it by. */
async function makeNotices(config) {
  const inLanguage = async (language) => makeNotice(config, language, await loadRecordText(language))
  const notices = await Promise.all(languagesOf(config).map(inLanguage))
  return new Map(await Promise.all(notices.map(async (notice) => [await noticeHash(notice), notice])))
}
