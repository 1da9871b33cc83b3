// Starts the shop, its trackers and its receipt server, and says what to try.
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startShop } from './shop.mjs'

const { PORT_SHOP = 4300, PORT_TRACKERS = 4310, PORT_RECEIPTS = 4320, INIT_CWD } = process.env

const shop = await startShop({
  shopPort: Number(PORT_SHOP),
  trackersPort: Number(PORT_TRACKERS),
  receiptsPort: Number(PORT_RECEIPTS),
  dataDir: join(INIT_CWD ?? process.cwd(), '.placet'),
}).catch((trouble) => {
  const taken = ['EADDRINUSE', 'address-taken'].includes(trouble.code)
  if (!taken) throw trouble
  console.error(`${trouble.message}\nChoose other ports (0: any free one): PORT_SHOP, PORT_TRACKERS, PORT_RECEIPTS.`)
  process.exit(1)
})

console.log(`
  Kiln Nine, a small shop with real trackers:  ${shop.shop}

  1  Look at the slip on the page: no tracker was contacted. Then press Reject or Accept in the banner.
  2  Open "Privacy choices" at the foot: there is your receipt, countersigned by ${shop.receipts}.
     Press Enter here: that server stops. Decide again, press Enter: it is back, and so is the countersignature.
  3  Let anyone check the evidence:
     npx --yes pnpm@12.21.0 placet export | npx --yes pnpm@12.21.0 placet verify -

  Ctrl+C ends it.
`)

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await shop.close()
    process.exit(0)
  })
}

let stopped = false
for await (const _line of createInterface({ input: process.stdin })) {
  await (stopped ? shop.startReceipts() : shop.stopReceipts())
  stopped = !stopped
  console.log(stopped ? '  The receipt server is stopped.' : '  The receipt server is back.')
}
