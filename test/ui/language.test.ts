// The page's language decides what is said, and every element says in which language and direction it speaks.
import { createConsent, type Config } from '@placet/core'
import { mount } from '@placet/ui'
import { afterEach, expect, test } from 'vitest'
import { langAttributes } from '../../packages/ui/src/element.ts'

const about = {
  data: ['pages'],
  reason: 'R',
  benefit: 'B',
  recipients: [],
  retention: 'P1Y',
  basis: 'consent' as const,
}
const CONFIG: Config = {
  version: '1',
  controller: { name: 'Kiln Nine', contact: 'privacy@kiln-nine.example' },
  receipts: 'none',
  purposes: [{ ...about, id: 'statistics', name: { en: 'Statistics', fr: 'Statistiques' } }],
  languages: ['fr', 'en'],
}
const page = document.documentElement

let stop = () => {}
afterEach(() => {
  stop()
  page.lang = ''
  document.body.dir = ''
  document.body.replaceChildren()
  document.cookie = 'placet=; Max-Age=0; Path=/'
})

async function open(lang: string, config: Partial<Config> = {}) {
  page.lang = lang
  const consent = createConsent({ ...CONFIG, ...config })
  const unmount = mount(consent)
  stop = () => {
    unmount()
    consent.stop()
  }
  await expect.poll(() => document.querySelector('placet-banner')).not.toBeNull()
  return consent
}
const banner = () => document.querySelector<HTMLElement>('placet-banner')!
const buttons = () => [...banner().querySelectorAll('button')].map((each) => each.textContent)

test('a French page is asked in French', async () => {
  await open('fr')
  expect([banner().lang, banner().dir]).toEqual(['fr', 'ltr'])
  expect(buttons()).toEqual(['Tout accepter', 'Tout refuser', 'Choisir'])
  expect(banner().textContent).toContain('Statistiques')
})

test.each(['he', 'ar-EG', 'fa'])(
  'a page in %s is asked from right to left, whatever element has `dir`',
  async (lang) => {
    document.body.dir = 'rtl'
    await open(lang, { languages: ['en', 'he', 'ar', 'fa'] })
    expect(banner().dir).toBe('rtl')
  },
)

test('English words on a page that is written from right to left run from left to right', async () => {
  page.dir = 'rtl'
  await open('he', { languages: ['en'] })
  expect([banner().lang, banner().dir]).toEqual(['en', 'ltr'])
  page.dir = ''
})

test.each([
  ['ur', 'rtl'],
  ['az-Arab', 'rtl'],
  ['ckb-IQ', 'rtl'],
  ['ku', 'ltr'],
  ['ar-Latn', 'ltr'],
  ['hei', 'ltr'],
  ['fat', 'ltr'],
  ['fi', 'ltr'],
])('%s is written %s', (language, dir) => expect(langAttributes(language)).toEqual({ lang: language, dir }))

test('a language without texts of ours: the frame is English and says so, the purposes say their own', async () => {
  const purposes = [{ ...about, id: 'statistics', name: { sq: 'Statistika' } }]
  await open('sq', { languages: ['sq'], purposes })
  expect(banner().lang).toBe('en')
  const name = [...banner().querySelectorAll('span')].find((each) => each.textContent === 'Statistika')
  expect(name?.lang).toBe('sq')
})

test('a purpose that is named in another language says so', async () => {
  const purposes = [...CONFIG.purposes, { ...about, id: 'ads', name: { en: 'Ads' } }]
  await open('fr', { purposes })
  const spans = [...banner().querySelectorAll('span')].map((each) => [each.textContent, each.lang])
  expect(spans).toEqual([['Ads', 'en']])
  expect(banner().textContent).toContain('Statistiques et Ads')
})

test('own words from the config, for every regime and for one', async () => {
  const texts = { fr: { title: 'Vos miettes', accept: 'Oui à tout', us: { accept: 'Autre régime' } } }
  await open('fr', { texts })
  expect(banner().querySelector('.t')!.textContent).toBe('Vos miettes')
  expect(buttons()).toEqual(['Oui à tout', 'Tout refuser', 'Choisir'])
  stop()
  await open('fr', { texts: { fr: { ...texts.fr, eu: { accept: 'Oui, tout' } } } })
  expect(buttons()[0]).toBe('Oui, tout')
})

test('own words that are none do no harm', async () => {
  await open('fr', { texts: { fr: { title: 5, events: null } } as never })
  expect(banner().querySelector('.t')!.textContent).toBe('Vos données, votre choix')
})

test('a language that only the config has', async () => {
  const texts = { sq: { title: 'Të dhënat tuaja', accept: 'Prano të gjitha', reject: 'Refuzo të gjitha' } }
  await open('sq-AL', { languages: ['en', 'sq'], texts })
  expect([banner().lang, banner().querySelector('.t')!.textContent]).toEqual(['sq', 'Të dhënat tuaja'])
  expect(buttons().slice(0, 2)).toEqual(['Prano të gjitha', 'Refuzo të gjitha'])
})

test('the page’s language changes while the banner is open', async () => {
  await open('fr')
  page.lang = 'en'
  await expect.poll(() => document.querySelector<HTMLElement>('placet-banner')?.lang).toBe('en')
  expect(buttons()).toEqual(['Accept all', 'Reject all', 'Choose'])
  expect(document.querySelectorAll('placet-banner')).toHaveLength(1)
})

test('focus stays in the banner when its language changes', async () => {
  await open('fr')
  banner().querySelector('button')!.focus()
  page.lang = 'en'
  await expect.poll(() => document.querySelector<HTMLElement>('placet-banner')?.lang).toBe('en')
  expect(banner().contains(document.activeElement)).toBe(true)
})

test.each([
  ['in the page', true],
  ['as a dialog', false],
])('an open preference center %s follows the page’s language and keeps what was done in it', async (_, isInline) => {
  if (isInline) document.body.append(document.createElement('placet-preferences'))
  const consent = await open('fr')
  if (!isInline) consent.show('preferences')
  const center = () => document.querySelector<HTMLElement>('placet-preferences')!
  await expect.poll(() => center()?.querySelector('input')).toBeInstanceOf(HTMLInputElement)
  const [choice, details] = [center().querySelector('input')!, center().querySelector('details')!]
  choice.checked = true
  choice.dispatchEvent(new Event('change'))
  details.open = true
  details.dispatchEvent(new Event('toggle'))
  details.querySelector('summary')!.focus()
  const about = [...center().querySelectorAll('details')].at(-1)!
  about.open = true
  about.dispatchEvent(new Event('toggle'))
  await expect.poll(() => about.textContent).toContain('Qui est responsable')

  page.lang = 'en'
  await expect.poll(() => center().lang).toBe('en')
  expect(center().textContent).toContain('Statistics')
  expect(about.textContent).toContain('Who is responsible')
  expect(center().querySelector('input')).toBe(choice)
  expect([choice.checked, details.open, about.open]).toEqual([true, true, true])
  expect(document.activeElement).toBe(details.querySelector('summary'))
  expect(consent.$decision.get().seq).toBe(0)

  const save = [...center().querySelectorAll('button')].find((each) => each.textContent === 'Save my choice')!
  save.click()
  expect(consent.has('statistics')).toBe(true)
})

test('the page’s language changes while the center is on its way: it comes in the new one', async () => {
  const consent = await open('fr')
  consent.show('preferences')
  page.lang = 'en'
  await expect.poll(() => document.querySelector<HTMLElement>('placet-preferences')?.lang).toBe('en')
  expect(document.querySelectorAll('placet-preferences')).toHaveLength(1)
})

test('in the preference center, each text in another language than the frame says so', async () => {
  const french = { ...about, id: 'statistics', name: { en: 'Statistics', fr: 'Statistiques' } }
  const english = {
    ...about,
    id: 'ads',
    name: { en: 'Ads' },
    data: [{ en: 'the ad' }, { fr: 'la page' }],
    reason: { en: 'To sell.' },
    benefit: { fr: 'Moins cher.' },
    consequence: { en: 'Other ads.' },
    services: [{ id: 'adnet', name: { he: 'רשת' } }],
  }
  const consent = await open('fr', { purposes: [french, english] })
  consent.show('preferences')
  await expect.poll(() => document.querySelectorAll('placet-preferences .p').length).toBe(3)
  const marked = (section: Element) =>
    [...section.querySelectorAll<HTMLElement>('[lang]')].map((each) => [each.textContent, each.lang, each.dir])
  const [first, second, record] = [...document.querySelectorAll('placet-preferences .p')]
  expect(marked(first!)).toEqual([])
  expect(marked(record!)).toEqual([])
  expect(marked(second!)).toEqual([
    ['Ads', 'en', 'ltr'],
    ['To sell.', 'en', 'ltr'],
    ['Ads', 'en', 'ltr'],
    ['the ad', 'en', 'ltr'],
    ['To sell.', 'en', 'ltr'],
    ['Other ads.', 'en', 'ltr'],
    ['רשת', 'he', 'rtl'],
  ])
  expect(second!.querySelector('dd')!.textContent).toBe('the ad et la page')
})

test('a language without texts of ours: the consent record is described in English and says so, if the frame does not', async () => {
  const texts = { sq: { title: 'Të dhënat tuaja', details: 'Hollësitë' } }
  const purposes = [{ ...about, id: 'statistics', name: { sq: 'Statistika' } }]
  const consent = await open('sq', { languages: ['sq'], purposes, texts })
  consent.show('preferences')
  await expect.poll(() => document.querySelectorAll('placet-preferences .p').length).toBe(2)
  const record = [...document.querySelectorAll('placet-preferences .p')].at(-1)!
  const name = record.querySelector('.s span span')
  expect([name?.textContent, name?.getAttribute('lang')]).toEqual(['Your decision', 'en'])
})

test('the texts are asked for at once, not after the code that chooses them', () => {
  page.lang = 'fr'
  const asked: string[] = []
  const fr = async () => {
    asked.push('fr')
    return (await import('../../packages/ui/src/text/fr.ts')).text
  }
  const consent = createConsent({ ...CONFIG, reopen: true })
  const unmount = mount(consent, { texts: { fr } })
  stop = () => {
    unmount()
    consent.stop()
  }
  expect(asked).toEqual(['fr'])
})

test('after unmounting, a change of language shows nothing', async () => {
  await open('fr')
  stop()
  page.lang = 'en'
  await new Promise((resume) => setTimeout(resume))
  expect(document.querySelector('placet-banner')).toBeNull()
})
