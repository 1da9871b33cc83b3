// `layout: 'inline'`: the banner stands in the page where the site has put a place for it.
import { type Config, createConsent } from '@placet/core'
import { mount } from '@placet/ui'
import { afterEach, expect, test } from 'vitest'

const CONFIG: Config = {
  version: '1',
  controller: { name: 'Kiln Nine', contact: 'privacy@kiln-nine.example' },
  receipts: 'none',
  languages: ['en'],
  layout: 'inline',
  purposes: [
    {
      id: 'statistics',
      name: 'Statistics',
      data: ['pages'],
      reason: 'R',
      benefit: 'B',
      basis: 'consent',
      recipients: [],
      retention: 'P1Y',
    },
  ],
}

let stop = () => {}
afterEach(() => {
  stop()
  document.cookie = 'placet=; Max-Age=0; Path=/'
  document.body.replaceChildren()
})

async function begin(config: Config = CONFIG) {
  const consent = createConsent(config)
  const unmount = mount(consent)
  stop = () => {
    unmount()
    consent.stop()
  }
  await expect.poll(banner).not.toBeNull()
  return consent
}
function addPlace(): HTMLElement {
  const place = document.createElement('div')
  place.setAttribute('data-placet-banner', '')
  document.body.append(place, document.createElement('footer'))
  return place
}
const banner = () => document.querySelector<HTMLElement>('placet-banner')
const press = (name: string): void =>
  [...banner()!.querySelectorAll('button')].find((each) => each.textContent === name)!.click()

test('it stands in its place, not over the page, and leaves the place as it was', async () => {
  const place = addPlace()
  await begin()
  expect(banner()!.parentElement).toBe(place)
  expect(banner()!.popover).toBeNull()
  press('Reject all')
  expect([place.isConnected, place.childNodes.length]).toEqual([true, 0])
})

test('Tab goes through the page in its order', async () => {
  addPlace()
  await begin()
  const tab = new KeyboardEvent('keydown', { key: 'Tab', cancelable: true, bubbles: true })
  document.body.dispatchEvent(tab)
  expect([tab.defaultPrevented, banner()!.contains(document.activeElement)]).toEqual([false, false])
})

test('without a place it floats; it moves into one that comes, and out of one that goes', async () => {
  const consent = await begin()
  expect([banner()!.parentElement, banner()!.popover]).toEqual([document.body, 'manual'])
  const place = addPlace()
  await expect.poll(() => banner()!.parentElement).toBe(place)
  expect(banner()!.popover).toBeNull()
  place.remove()
  await expect.poll(() => banner()?.parentElement).toBe(document.body)
  expect(banner()!.popover).toBe('manual')
  expect(consent.$decision.get().seq).toBe(0)
})

test.each(['cloud', 'box', 'bar'] as const)('other layouts have nothing to do with the place: %s', async (layout) => {
  addPlace()
  await begin({ ...CONFIG, layout })
  expect(banner()!.parentElement).toBe(document.body)
})
