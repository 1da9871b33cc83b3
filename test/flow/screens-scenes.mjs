// The states that are shown: where, how large, and what was done before.
import { ORIGIN } from './screens-pages.mjs'

const DESKTOP = { viewport: { width: 1100, height: 540 } }
const PHONE = { viewport: { width: 390, height: 760 } }
const CENTER = { viewport: { width: 720, height: 860 } }
const DARK = { colorScheme: 'dark' }
const FORCED = { forcedColors: 'active' }

const dialog = (page) => page.locator('placet-preferences dialog')
const choose = (page) => page.locator('placet-banner').getByRole('button', { name: 'Choose' }).click()
async function openCenter(page) {
  await page.evaluate(() => window.placet.show('preferences'))
  await dialog(page).waitFor()
}
/** The section on top, as far as there is something below it. */
async function toTop(page, summary) {
  await dialog(page)
    .locator(summary)
    .evaluate((it) => it.scrollIntoView({ block: 'start' }))
}
async function openSection(page, name) {
  const summary = `summary:has(#placet-${name})`
  await dialog(page).locator(summary).click()
  await dialog(page).locator(`details:has(> ${summary}) > :nth-child(2)`).waitFor()
  await toTop(page, summary)
}
async function decideTwice(page) {
  await page.evaluate(async () => {
    window.placet.accept('all')
    window.placet.decide({ marketing: false })
  })
  await page.waitForFunction(async () => {
    const all = await window.placet.receipts()
    return all.length === 2 && all.every(({ status }) => status === 'countersigned')
  })
}
const openDetails = (at) => async (page) => {
  await openCenter(page)
  const section = dialog(page).locator('section').nth(at)
  await section.locator('summary').click()
  await section.evaluate((it) => it.scrollIntoView({ block: 'start' }))
}

const banner = (title, path, look = {}, act) => ({
  sheet: 'banner',
  title,
  path,
  look: { ...DESKTOP, ...look },
  act,
})
const small = (title, path, look = {}, act) => ({ sheet: 'small', title, path, look: { ...PHONE, ...look }, act })
const center = (title, path, act, look = {}) => ({ sheet: 'center', title, path, look: { ...CENTER, ...look }, act })
const sized = (width, height) => ({ viewport: { width, height } })

export const SCENES = [
  banner('cloud', '/'),
  banner('box at the end', '/?layout=box+end'),
  banner('bar', '/?layout=bar'),
  banner('bar at the top', '/?layout=bar+top'),
  banner('inline, in its place in the page', '/?layout=inline', {}, (page) =>
    page.evaluate(() => scrollTo({ top: 420, behavior: 'instant' })),
  ),
  banner('cloud, dark', '/', DARK),
  banner('one accent colour, pale', '/?layout=&accent=honey'),
  banner('one accent colour, dark', '/?layout=box+end&accent=honey', DARK),
  banner('forced colours', '/', FORCED),
  banner('Arabic, box at the start', `${ORIGIN}/box?lang=ar`),
  banner('from the server, without JavaScript', `${ORIGIN}/server`, { javaScriptEnabled: false }),
  banner('… its Choose', `${ORIGIN}/server`, { javaScriptEnabled: false }, (page) => page.getByText('Choose').click()),

  small('390 px', '/'),
  small('390 px, dark, German', '/?lang=de', DARK),
  small('390 px, bar at the top', '/?layout=bar+top'),
  small('390 px, Arabic', `${ORIGIN}/?lang=ar`),
  small('390 px, forced colours', '/', FORCED),
  small('320 px', '/', sized(320, 640)),
  small('400 % zoom of 1280 × 1024', '/', sized(320, 256)),
  small('a phone on its side', '/', sized(640, 320)),
  small('without JavaScript, Choose', `${ORIGIN}/server`, { javaScriptEnabled: false, ...sized(390, 640) }, (page) =>
    page.getByText('Choose').click(),
  ),

  center('choices', '/', choose),
  center('details open', '/', openDetails(1)),
  center(
    'unsaved switches, dark',
    '/?layout=&accent=honey',
    async (page) => {
      await choose(page)
      await dialog(page).getByRole('switch', { name: 'Shop statistics' }).click()
    },
    DARK,
  ),
  center('saved', '/', async (page) => {
    await choose(page)
    await dialog(page).getByRole('button', { name: 'Save my choice' }).click()
    await page.locator('placet-saved:not(:empty)').waitFor()
  }),
  center('My receipts', '/', async (page) => {
    await decideTwice(page)
    await openCenter(page)
    await openSection(page, 'receipts')
  }),
  center('About your data', `${ORIGIN}/`, async (page) => {
    await openCenter(page)
    await openSection(page, 'about')
  }),
  center('an objection', `${ORIGIN}/objection`, openDetails(1)),
  center('300 services, searched', `${ORIGIN}/many`, async (page) => {
    await openCenter(page)
    await dialog(page).getByRole('searchbox').fill('vendor 12')
  }),
  center('Arabic', `${ORIGIN}/?lang=ar`, openDetails(0)),
  center('forced colours', '/', choose, FORCED),
  center('320 px', '/', choose, sized(320, 860)),
  center(
    '390 px, dark, receipts',
    '/',
    async (page) => {
      await decideTwice(page)
      await openCenter(page)
      await openSection(page, 'receipts')
    },
    { ...DARK, ...sized(390, 860) },
  ),
]
