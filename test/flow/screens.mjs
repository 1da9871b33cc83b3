// Pictures of banner and center for the eye, not a test: `node test/flow/screens.mjs [folder]`, after `pnpm build`.
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { startShop } from '@placet/example-shop/shop.mjs'

const folder = process.argv[2] ?? join(tmpdir(), 'placet-screens')
const HOSTILE =
  '*{box-sizing:content-box;letter-spacing:2px}button,a,input,label{background:#f0f;border-radius:0;text-transform:uppercase;' +
  'padding:24px;float:left}p,h2,h3,li{margin:40px;line-height:3;color:#0f0}svg{display:none}*{all:unset!important}'
const WIDE = { width: 1280, height: 800 }
const VIEWS = {
  'desktop-light': { viewport: WIDE },
  'desktop-dark': { viewport: WIDE, colorScheme: 'dark' },
  german: { viewport: WIDE, path: '/?lang=de' },
  tablet: { viewport: { width: 768, height: 1024 } },
  phone: { viewport: { width: 320, height: 640 } },
  'phone-dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark', path: '/?lang=de' },
  'right-to-left': { viewport: WIDE, html: 'dir="rtl"' },
  'forced-colors': { viewport: WIDE, forcedColors: 'active' },
  'zoomed-400': { viewport: { width: 320, height: 256 } },
  hostile: { viewport: WIDE, sheet: HOSTILE },
}

await mkdir(folder, { recursive: true })
const shop = await startShop({
  shopPort: 0,
  trackersPort: 0,
  receiptsPort: 0,
  dataDir: join(folder, 'data'),
  quiet: true,
})
const executablePath = process.env.PLACET_CHROMIUM ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
for (const [name, { path = '/', html, sheet, ...view }] of Object.entries(VIEWS)) {
  const page = await browser.newPage(view)
  const shoot = (what) => page.screenshot({ path: join(folder, `${name}-${what}.png`) })
  if (html) {
    await page.route(`${shop.shop}/`, async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, body: (await response.text()).replace('<html', `<html ${html}`) })
    })
  }
  await page.goto(shop.shop + path)
  if (sheet) await page.addStyleTag({ content: sheet })
  await page.locator('placet-banner').waitFor()
  await shoot('banner')
  await page.evaluate(() => window.placet.show('preferences'))
  await page.locator('placet-preferences dialog').waitFor()
  await shoot('center')
  await page.evaluate(() => window.placet.accept(['analytics']))
  await page.waitForTimeout(700)
  await page.evaluate(() => window.placet.show('preferences'))
  const dialog = page.locator('placet-preferences dialog')
  await dialog.locator('summary').nth(1).click()
  await page.waitForTimeout(100)
  await shoot('center-details')
  await dialog.evaluate((it) => it.scrollTo(0, it.scrollHeight))
  await shoot('center-receipts')
  await page.close()
}
await browser.close()
await shop.close()
console.log(folder)
