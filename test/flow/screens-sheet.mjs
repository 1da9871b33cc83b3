// Several pictures side by side, each with its title.

const WIDTH = 1440
const SCALE = 0.62
// Few colours: the file is half as large.
const LEVELS = Array.from({ length: 32 }, (_, at) => at / 31).join(' ')

/** @param pictures `{ title, picture, width }`: PNG and its width in px @returns a PNG */
export async function drawSheet(browser, pictures) {
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 400 } })
  const figures = pictures.map(({ title, picture, width }) => {
    const source = `data:image/png;base64,${picture.toString('base64')}`
    return `<figure><img src="${source}" width="${Math.round(width * SCALE)}"><figcaption>${title}</figcaption></figure>`
  })
  await page.setContent(`<!doctype html><svg width="0" height="0" style="position:absolute"><filter id="few" color-interpolation-filters="sRGB"><feComponentTransfer>
    ${['R', 'G', 'B'].map((channel) => `<feFunc${channel} type="discrete" tableValues="${LEVELS}"/>`).join('')}
    </feComponentTransfer></filter></svg><style>
    img{filter:url(#few)}
    body{margin:0;padding:24px;display:flex;flex-wrap:wrap;gap:24px;background:#dfe4e6;color:#17212b;font:14px/1.4 sans-serif}
    figure{margin:0}img{display:block;border:1px solid #b5bec3}figcaption{padding-block:6px 0}</style>${figures.join('')}`)
  await page.locator('img').last().waitFor()
  await page.evaluate(() => Promise.all([...document.images].map((each) => each.decode())))
  const sheet = await page.screenshot({ fullPage: true })
  await page.close()
  return sheet
}
