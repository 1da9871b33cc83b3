// Pictures of every state of banner and center, for the eye, not a test: `node test/flow/screens.mjs [folder]` after
// `pnpm build`. Each state is a file; `states-*.png` show them side by side. Those of docs/pictures are made by it.
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { startShop } from '@placet/example-shop/shop.mjs'
import { SCENES } from './screens-scenes.mjs'
import { drawSheet } from './screens-sheet.mjs'
import { serveFixtures } from './screens-pages.mjs'

const folder = process.argv[2] ?? join(tmpdir(), 'placet-screens')
const only = process.argv[3]

await mkdir(folder, { recursive: true })
const dataDir = join(folder, '.data')
const shop = await startShop({ shopPort: 0, trackersPort: 0, receiptsPort: 0, dataDir, quiet: true })
const executablePath = process.env.PLACET_CHROMIUM ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
try {
  const sheets = new Map()
  for (const { sheet, title, look, path, act } of SCENES) {
    if (only && !`${sheet} ${title}`.includes(only)) continue
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...look })
    const page = await context.newPage()
    await serveFixtures(context)
    await page.goto(path.startsWith('https:') ? path : shop.shop + path)
    await page.locator('placet-banner').waitFor()
    await act?.(page)
    // Fonts and the last layout: this is for the eye.
    await page.waitForTimeout(200)
    const picture = await page.screenshot({ animations: 'disabled' })
    await writeFile(join(folder, `${sheet}-${title.replace(/\W+/g, '-').toLowerCase()}.png`), picture)
    sheets.set(sheet, [...(sheets.get(sheet) ?? []), { title, picture, width: look.viewport.width }])
    await context.close()
  }
  for (const [sheet, pictures] of sheets) {
    await writeFile(join(folder, `states-${sheet}.png`), await drawSheet(browser, pictures))
  }
} finally {
  await browser.close()
  await shop.close()
}
console.log(folder)
