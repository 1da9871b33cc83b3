// The verifier page, from a disk and without a network: what holds, what was changed, and what needs keys.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { accept, bundles, untilReceipts } from './customer.ts'
import { expect, test } from './shop.ts'

const PAGE = pathToFileURL(
  join(dirname(fileURLToPath(import.meta.url)), '../../examples/verifier/dist/verifier.html'),
).href

const card = (page: Page, number: number) => page.getByRole('article').nth(number - 1)
const told = (page: Page) => page.getByRole('status')

test.describe('a customer takes receipts along and checks them on a machine without a network', () => {
  test.beforeEach(async ({ page, shop, request }, info) => {
    await page.goto(shop.shop)
    await accept(page)
    await untilReceipts(page, 'countersigned', 1)
    await page.evaluate(() => window.placet.withdraw(['marketing']))
    await untilReceipts(page, 'countersigned', 2)
    const taken = await bundles(page)
    const keys = await (await request.get(`${shop.receipts}/.well-known/jwks.json`)).text()
    Object.assign(info, { taken, keys })
    await page.context().setOffline(true)
    await page.goto(PAGE)
  })
  const held = () => test.info() as unknown as { taken: Record<string, string>[]; keys: string }

  test('all holds, up to the log; it says what was decided, when, for whom, and what it does not prove', async ({
    page,
    errors,
  }) => {
    const { taken, keys } = held()
    await page.getByLabel('Receipts').fill(JSON.stringify(taken))
    await page.getByLabel(/Public keys/).fill(keys)
    await page.getByRole('button', { name: 'Check' }).click()
    await expect(told(page)).toHaveText('✓ All 2 receipts hold.')
    await expect(card(page, 1).getByRole('heading', { level: 2 })).toHaveText('It holds')
    await expect(card(page, 1).locator('[aria-current]')).toHaveText('Logged')
    await expect(card(page, 1)).toContainText('http://localhost')
    await expect(card(page, 1)).toContainText(/The device’s clock\d+ \w+ 20\d\d.* UTC/)
    await expect(card(page, 1)).toContainText('“Accept all” in the banner; the browser vouched for a person’s hand.')
    await expect(card(page, 2).locator('.answers li', { hasText: 'taken back' })).toHaveCount(1)
    await expect(card(page, 2)).toContainText('By the page’s own program; no person’s hand is on record')
    await expect(card(page, 1).getByText('Not who: a key proves the same browser, no person.')).toBeHidden()
    await card(page, 1).getByText('What it does not prove').click()
    await expect(card(page, 1).getByText('Not who: a key proves the same browser, no person.')).toBeVisible()
    expect(errors).toEqual([])
    expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([])
  })

  test('without keys the same receipts are signed, and nothing more is claimed', async ({ page }) => {
    await page.getByLabel('Receipts').fill(
      held()
        .taken.map((each) => JSON.stringify(each))
        .join('\n'),
    )
    await page.getByRole('button', { name: 'Check' }).click()
    await expect(told(page)).toHaveText('✓ All 2 receipts hold. Checked without the backend’s public keys.')
    await expect(card(page, 1).locator('[aria-current]')).toHaveText('Signed')
    await expect(card(page, 1).locator('.checks .open')).toHaveCount(2)
    await expect(card(page, 1)).toContainText('The backend’s clock (unchecked)')
  })

  test('one changed character is found and named, wherever it is', async ({ page }) => {
    const { taken, keys } = held()
    const [first, second] = taken as [Record<string, string>, Record<string, string>]
    const bent = (text: string, part: number) => {
      const parts = text.split('.')
      const at = Math.floor(parts[part]!.length / 2)
      parts[part] = parts[part]!.slice(0, at) + (parts[part]![at] === 'A' ? 'B' : 'A') + parts[part]!.slice(at + 1)
      return parts.join('.')
    }
    await page.getByLabel(/Public keys/).fill(keys)
    for (const [evidence, named, failing] of [
      [{ ...first, receipt: bent(first.receipt!, 2) }, 'signature-invalid', 'Signed by a browser'],
      [
        { ...first, countersignature: bent(first.countersignature!, 2) },
        'countersignature-invalid',
        'Countersigned by',
      ],
      [{ ...first, proof: second.proof }, 'proof-mismatch', 'Stands in a public log'],
      [{ ...first, notice: { words: 'others' } }, 'notice-mismatch', 'The words that were shown'],
    ] as const) {
      await page.getByLabel('Receipts').fill(JSON.stringify([evidence, second]))
      await page.getByRole('button', { name: 'Check' }).click()
      await expect(told(page)).toHaveText('✗ 1 of 2 receipts does not hold.')
      await expect(card(page, 1).getByRole('heading', { level: 2 })).toHaveText('It does not hold')
      await expect(card(page, 1)).toContainText(named)
      await expect(card(page, 1).locator('.checks .fails')).toContainText(failing)
      await expect(card(page, 2).getByRole('heading', { level: 2 })).toHaveText('It holds')
    }
    await page.getByLabel('Receipts').fill(JSON.stringify({ ...first, receipt: 'no receipt' }))
    await page.getByRole('button', { name: 'Check' }).click()
    await expect(card(page, 1)).toContainText('jws-malformed')
    await expect(card(page, 1).locator('.checks .holds')).toHaveCount(0)
  })

  test('a time that proves nothing is not called the one to trust', async ({ page }) => {
    const { taken, keys } = held()
    const [first] = taken as [Record<string, string>]
    const shown = async (evidence: object, jwks: string) => {
      await page.getByLabel('Receipts').fill(JSON.stringify(evidence))
      await page.getByLabel(/Public keys/).fill(jwks)
      await page.getByRole('button', { name: 'Check' }).click()
      await expect(told(page)).toContainText('hold')
      return card(page, 1)
    }
    const TRUST = 'That time is the one to trust.'
    expect(await (await shown([first], keys)).innerText()).toContain(TRUST)
    // Somebody has the key since; the log still proves the receipt.
    const revoked = { revoked_at: Math.floor(Date.now() / 1000), reason: 'compromised' }
    const stolen = JSON.parse(keys) as { keys: { alg: string }[] }
    const jwks = JSON.stringify({ keys: stolen.keys.map((key) => (key.alg === 'ES256' ? { ...key, revoked } : key)) })
    const logged = await (await shown([first], jwks)).innerText()
    expect(logged).toContain('It holds')
    expect(logged).toContain('The backend’s clock (proves nothing)')
    expect(logged).toContain('Its key was stolen: the time it states proves nothing.')
    expect(logged).not.toContain(TRUST)
    const unlogged = await (await shown([{ ...first, proof: undefined }], jwks)).innerText()
    expect(unlogged).toContain('It does not hold')
    expect(unlogged).toContain('The backend’s clock (proves nothing)')
    // Another signature under the same claims: what the backend says of them is true, and of this receipt it says nothing.
    const other = first.receipt!.replace(/[^.]{4}$/, 'AAAA')
    const bent = await (await shown([{ ...first, receipt: other }], keys)).innerText()
    expect(bent).toContain('It does not hold')
    expect(bent.match(/not with the signature that stands under them here/g)).toHaveLength(2)
    expect(bent).not.toContain(TRUST)
    // Another notice takes nothing away from the time.
    const notice = await (await shown([{ ...first, notice: { words: 'others' } }], keys)).innerText()
    expect(notice).toContain(TRUST)
    expect(notice).not.toContain('(unchecked)')
  })

  test('files find their place: keys beside keys, receipts beside receipts', async ({ page }) => {
    const { taken, keys } = held()
    const file = (name: string, text: string) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
    await page
      .getByLabel('Choose files')
      .setInputFiles([file('jwks.json', keys), file('receipts.json', JSON.stringify(taken, null, 2))])
    await expect(told(page)).toHaveText('✓ All 2 receipts hold.')
    await page.getByRole('button', { name: 'Clear' }).click()
    await expect(page.getByRole('article')).toHaveCount(0)
  })
})

test('the page can reach nothing, runs nothing but itself, and what it is given stays text', async ({
  page,
  errors,
}) => {
  const asked: (string | undefined)[] = []
  const server = createServer(({ url }, response) => {
    asked.push(url)
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const outside = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await page.goto(PAGE)
  const reached = await page.evaluate(async (outside) => {
    const script = document.createElement('script')
    script.textContent = 'window.foreign = true'
    const image = new Image()
    const failed = new Promise((done) => {
      image.addEventListener('error', () => done('refused'))
      image.addEventListener('load', () => done('loaded'))
    })
    image.src = `${outside}/image`
    document.body.append(script, image)
    const fetched = await fetch(`${outside}/fetched`).then(
      () => 'fetched',
      () => 'refused',
    )
    image.remove()
    return [fetched, await failed, 'foreign' in window]
  }, outside)
  expect(reached).toEqual(['refused', 'refused', false])
  const markup = '<img src=x onerror="window.foreign=1"><script>window.foreign=1</script>'
  await page.getByLabel('Receipts').fill(JSON.stringify([markup, { receipt: { a: markup } }]))
  await page.getByRole('button', { name: 'Check' }).click()
  await expect(told(page)).toHaveText('✗ 2 of 2 receipts do not hold. Checked without the backend’s public keys.')
  expect(await page.evaluate(() => 'foreign' in window || document.querySelector('img') !== null)).toBe(false)
  server.close()
  expect(asked).toEqual([])
  // Firefox tells what the policy refused as an error of the page.
  expect(errors.filter((error) => !error.startsWith('Content-Security-Policy'))).toEqual([])
})

test('it fits 320 pixels and is usable by keys alone', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.goto(PAGE)
  await page.getByLabel('Receipts').fill('x'.repeat(500))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(told(page)).toContainText('✗ 1 of 1 receipt does not hold.')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
})
