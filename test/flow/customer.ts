// What a customer does and sees, and what the page can tell about itself.
import { expect, type Locator, type Page } from '@playwright/test'
import type { Consent, Decision, Evidence, KeptReceipt, Problem } from '@placet/core'

declare global {
  interface Window {
    placet: Consent
    ran?: string[]
    problems: Problem['code'][]
  }
}

export const banner = (page: Page): Locator => page.locator('placet-banner')
export const center = (page: Page): Locator => page.locator('placet-preferences dialog')

export async function accept(page: Page): Promise<void> {
  await banner(page).getByRole('button', { name: 'Accept all' }).click()
}

export async function reject(page: Page): Promise<void> {
  await banner(page).getByRole('button', { name: 'Reject all' }).click()
}

/** By any element of the page that is marked so. */
export async function openCenter(page: Page): Promise<Locator> {
  await page.locator('[data-placet-open]').last().click()
  await expect(center(page)).toBeVisible()
  return center(page)
}

export async function cookieOf(page: Page): Promise<string | undefined> {
  const all = await page.context().cookies()
  return all.find(({ name }) => name === 'placet')?.value
}

export function decision(page: Page): Promise<Decision> {
  return page.evaluate(() => window.placet.$decision.get())
}

export function receipts(page: Page): Promise<KeptReceipt[]> {
  return page.evaluate(() => window.placet.receipts())
}

export function bundles(page: Page): Promise<Evidence[]> {
  return page.evaluate(() => window.placet.export())
}

/** Waits until every receipt of this browser has this standing, and there are so many. */
export async function untilReceipts(page: Page, status: KeptReceipt['status'], count = 1): Promise<KeptReceipt[]> {
  const standing = async () => (await receipts(page)).map((each) => each.status)
  await expect.poll(standing, { timeout: 15_000 }).toEqual(Array(count).fill(status))
  return receipts(page)
}

export function claimsOf(receipt: string): Record<string, any> {
  return JSON.parse(Buffer.from(receipt.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>
}

/** The names of the scripts that ran, in order. */
export function ranIn(page: Page): Promise<string[]> {
  return page.evaluate(() => window.ran ?? [])
}

/** Keeps the codes of all problems, from the first line of every page on. */
export async function hearProblems(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.problems = []
    window.addEventListener('placet:problem', (event) => {
      window.problems.push((event as CustomEvent<Problem>).detail.code)
    })
  })
}

export function problemsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => window.problems)
}

/** Every URL this page asks for, from now on. */
export function requestsOf(page: Page): string[] {
  const urls: string[] = []
  page.on('request', (request) => urls.push(request.url()))
  return urls
}
