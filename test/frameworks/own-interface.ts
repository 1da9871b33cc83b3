// A page with an interface of its own on the public stores: the journeys of a customer who meets none of our elements.
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './example.ts'
import { DEFAULT, decided, NOTHING, open, press } from './shop.ts'

const asks = (page: Page): Locator => page.getByRole('region', { name: 'Your data, your choice' })
const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Privacy choices' })

export function ownInterface(): void {
  test('own banner: a dialog that is closed answers nothing; a yes runs, and is not asked again', async ({
    page,
    url,
  }) => {
    await open(page, url)
    await expect(asks(page)).toHaveCount(1)
    await expect(asks(page)).toContainText('Statistics and Marketing')
    await press(page, 'Choose')
    await dialog(page).getByRole('switch', { name: 'Statistics' }).click()
    await page.keyboard.press('Escape')
    await expect(dialog(page)).toHaveCount(0)
    await expect(asks(page)).toBeVisible()
    await expect(decided(page)).toHaveText(DEFAULT)
    await expect(page.getByText('Statistics wait.')).toBeVisible()
    await press(page, 'Accept all')
    await expect(page.getByText('Statistics run.')).toBeVisible()
    await expect(asks(page)).toHaveCount(0)
    await open(page)
    await expect(page.getByText('Statistics run.')).toBeVisible()
    await expect(asks(page)).toHaveCount(0)
  })

  test('own dialog: begins with the decision, saves what its switches say, and lists a receipt for each answer', async ({
    page,
    url,
  }) => {
    await open(page, url)
    await press(page, 'Reject all')
    await expect(decided(page)).toHaveText(NOTHING)
    await press(page, 'Privacy choices')
    const statistics = dialog(page).getByRole('switch', { name: 'Statistics' })
    await expect(statistics).not.toBeChecked()
    await expect(dialog(page).getByRole('listitem')).toHaveText([/refused \(local\)$/])
    await statistics.click()
    await press(page, 'Save my choice')
    await expect(dialog(page)).toHaveCount(0)
    await expect(decided(page)).toHaveText('choice: analytics yes, marketing no')
    await press(page, 'Privacy choices')
    await expect(statistics).toBeChecked()
    await expect(dialog(page).getByRole('listitem')).toHaveText([/refused/, /(given|changed) \(local\)$/])
  })
}
