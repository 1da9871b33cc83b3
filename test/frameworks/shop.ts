// What is on the page of every example, word for word.
import { expect, type Locator, type Page } from '@playwright/test'
import { openCenter } from '../flow/customer.ts'
import { seen } from '../flow/seen.ts'

export const chart = (page: Page): Locator => page.locator('#chart')
export const frame = (page: Page): Locator => page.locator('iframe[title="Film"]')
export const film = (page: Page): Locator => page.frameLocator('iframe[title="Film"]').locator('p')
export const decided = (page: Page): Locator => page.locator('#decision')
export const view = (page: Page): Locator => page.locator('#view')
export const noChart = (page: Page): Locator => page.getByText('The chart is here once you allow statistics.')
export const noFilm = (page: Page): Locator => page.getByText('The film is here once you allow marketing.')
/** Everything of ours in the page but its inline centers. */
export const ours = (page: Page): Locator =>
  page.locator('placet-banner, placet-reopen, body > placet-preferences, placet-preferences dialog')

export const DEFAULT = 'default: analytics no, marketing no'
export const ALL = 'choice: analytics yes, marketing yes'
export const NOTHING = 'choice: analytics no, marketing no'

/** Opens the page, or opens it again. Until the framework has taken a server's HTML over, clicks would be too early. */
export async function open(page: Page, url?: string): Promise<void> {
  await (url === undefined ? page.reload() : page.goto(url))
  await expect.poll(async () => (await seen(page)).events).toContain('ready')
}

/** A first visit. The banner is ours, not the server's any more: only ours is a popover. */
export async function visit(page: Page, url: string): Promise<void> {
  await open(page, url)
  await expect(page.locator('placet-banner:popover-open')).toBeVisible()
  await expect(view(page)).toHaveText('banner')
}

export function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click()
}

/** To one of the three routes, by a button or a link of the navigation. */
export async function go(page: Page, name: 'Numbers' | 'Film' | 'Choices'): Promise<void> {
  const nav = page.locator('nav')
  await nav
    .getByRole('button', { name, exact: true })
    .or(nav.getByRole('link', { name, exact: true }))
    .click()
  await expect(page.getByRole('heading', { name, exact: true, level: 2 })).toBeVisible()
}

/** By a button of the preference center as a dialog. */
export async function choose(page: Page, name: string): Promise<void> {
  await (await openCenter(page)).getByRole('button', { name, exact: true }).click()
}
