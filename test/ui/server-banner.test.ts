// The banner that a server sends: the nodes of the browser's own, with a form for answers, and nothing that a config can break.
import { type Config, createConsent } from '@placet/core'
import { answerForm } from '@placet/core/server'
import { mount } from '@placet/ui'
import { renderBanner } from '@placet/ui/server'
import { text as english } from '@placet/ui/text/en'
import { afterEach, expect, test } from 'vitest'
import { showBanner } from '../../packages/ui/src/banner.ts'
import { text as arabic } from '../../packages/ui/src/text/ar.ts'
import { text as german } from '../../packages/ui/src/text/de.ts'

const about = { data: ['pages'], reason: 'To learn.', benefit: 'A better shop.', recipients: [], retention: 'P1Y' }
const CONFIG = {
  version: '1',
  controller: { name: 'Kiln & Nine', contact: 'privacy@kiln-nine.example' },
  policy: '/privacy?a=1&b=2',
  receipts: 'none' as const,
  languages: ['en', 'de', 'ar'],
  purposes: [
    { ...about, id: 'basket', name: 'Basket', basis: 'exempt' as const },
    { ...about, id: 'statistics', name: { en: 'Statistics', de: 'Statistik' }, basis: 'consent' as const },
    { ...about, id: 'security', name: { en: 'Fraud detection' }, basis: 'legitimate-interest' as const },
  ],
} satisfies Config

let close = () => {}
afterEach(() => {
  close()
  document.body.replaceChildren()
})

const NOW = Date.now()
const render = (more: Partial<Parameters<typeof renderBanner>[0]> = {}, cookie = '') =>
  renderBanner({ config: CONFIG, headers: new Headers({ cookie }), language: 'en', action: '/consent', ...more })

test.each([
  ['en', english, CONFIG],
  ['de', german, CONFIG],
  ['ar', arabic, CONFIG],
  ['en', english, { ...CONFIG, purposes: CONFIG.purposes.slice(0, 2) }],
] as const)('in %s the server’s nodes are those of the browser', async (language, text, config) => {
  const consent = createConsent(config as Config)
  await expect.poll(() => consent.$view.get()).toBe('banner')
  const hide = showBanner({ consent, text, language, nonce: '' }, false)
  const shown = document.querySelector('placet-banner')!
  shown.removeAttribute('popover')
  const ofBrowser = [own(shown), shown.querySelector('.w')!.outerHTML, answers(shown)]
  hide()
  consent.stop()

  const sent = parse((await render({ config: config as Config, language })).html)
  expect([own(sent), sent.querySelector('.w')!.outerHTML, answers(sent)]).toEqual(ofBrowser)
})

test('routers that send forms by script leave this one to the browser', async () => {
  const form = parse((await render()).html).querySelector('form')!
  expect(form.hasAttribute('data-astro-reload')).toBe(true)
  expect([form.dataset.turbo, form.getAttribute('hx-boost')]).toEqual(['false', 'false'])
})

test('the purposes can be chosen one by one; what is on already is checked, what asks for a yes is not', async () => {
  const banner = parse((await render()).html)
  const boxes = [...banner.querySelectorAll<HTMLInputElement>('input[type=checkbox]')]
  expect(boxes.map(({ value, checked }) => [value, checked])).toEqual([
    ['statistics', false],
    ['security', true],
  ])
  expect(boxes.map((box) => box.closest('label')?.textContent)).toEqual(['Statistics', 'Fraud detection'])
  expect(banner.querySelector('details > button')?.textContent).toBe('Save my choice')
})

test('a name in another language says so', async () => {
  const { html } = await render({ language: 'de' })
  expect(parse(html).querySelector('label > span[lang]')?.outerHTML).toBe(
    '<span lang="en" dir="ltr">Fraud detection</span>',
  )
})

test('what the form posts, the route takes', async () => {
  const { html } = await render({ page: '/shoes?size=42' })
  const form = parse(html).querySelector('form')!
  expect([form.getAttribute('method'), form.getAttribute('action')]).toEqual(['post', '/consent'])
  // Also under <base target="_blank">.
  expect(form.getAttribute('target')).toBe('_self')
  const hidden = [...form.querySelectorAll<HTMLInputElement>('input[type=hidden]')]
  const fields = new URLSearchParams(hidden.map(({ name, value }) => [name, value]))
  const accept = form.querySelector('button')!
  fields.set(accept.name, accept.value)
  const answer = answerForm(new Headers({ 'sec-fetch-site': 'same-origin' }), fields, CONFIG)
  expect(answer?.location).toBe('/shoes?size=42')
  const cookie = answer!.cookies.at(-1)!.split(';')[0]!
  expect(cookie).toContain('statistics:1.security:1')
  expect(await render({}, cookie)).toEqual({ html: '', css: '' })
})

test('nothing where nothing is asked; the banner again where the decision has expired or cannot be read', async () => {
  const nothing = { html: '', css: '' }
  expect(await render({ config: { ...CONFIG, regime: 'us' } })).toEqual(nothing)
  expect(await render({ config: { ...CONFIG, purposes: [] } })).toEqual(nothing)
  const fields = new URLSearchParams({ placet: 'reject_all' })
  const answer = answerForm(new Headers({ 'sec-fetch-site': 'same-origin' }), fields, CONFIG)
  const cookie = answer!.cookies.at(-1)!.split(';')[0]!
  expect(await render({}, cookie)).toEqual(nothing)
  expect((await render({ now: NOW + 190 * 86_400_000 }, cookie)).html).toContain('<placet-banner')
  expect((await render({}, 'placet=broken')).html).toContain('<placet-banner')
})

test('a list that the customer has opened stays, with its ticks, until it is closed: nothing moves under the finger', async () => {
  document.documentElement.lang = 'en'
  document.body.append(document.importNode(parse((await render()).html), true))
  const list = document.querySelector<HTMLDetailsElement>('placet-banner details')!
  const box = list.querySelector<HTMLInputElement>('input[type=checkbox]')!
  list.open = true
  box.checked = true
  const consent = createConsent({ ...CONFIG, reopen: true })
  const unmount = mount(consent)
  close = () => {
    unmount()
    consent.stop()
  }
  // All that shows the banner has arrived: the control comes after it.
  await expect.poll(() => document.querySelector('placet-reopen')).not.toBeNull()
  await expect.poll(() => consent.$view.get()).toBe('banner')
  expect(document.querySelectorAll('placet-banner')).toHaveLength(1)
  expect([box.isConnected, box.checked]).toEqual([true, true])

  list.open = false
  list.dispatchEvent(new Event('toggle'))
  expect(document.querySelectorAll('placet-banner')).toHaveLength(1)
  expect(document.querySelector('placet-banner form')).toBeNull()
  expect(consent.$decision.get().seq).toBe(0)
})

const EVIL = `"><script>alert(1)</script><p style='color:red' onclick="x">&amp;`

test('no text of a config or request becomes markup', async () => {
  const purposes = CONFIG.purposes.map((each) => ({ ...each, name: EVIL }))
  const controller = { ...CONFIG.controller, name: EVIL }
  const texts = { en: { title: EVIL, policy: EVIL, accept: EVIL, reject: EVIL, choose: EVIL, save: EVIL } }
  const policy = `/privacy?${EVIL}`
  const config = { ...CONFIG, purposes, controller, texts, policy } as Config
  const { html } = await render({ config, page: EVIL, action: EVIL })
  const banner = parse(html)
  expect(banner.querySelectorAll('script, [style], [onclick]')).toHaveLength(0)
  expect([...banner.querySelectorAll('button, summary, label, .t, a')].map((each) => each.textContent)).toEqual(
    Array(8).fill(EVIL),
  )
  expect(banner.querySelector('a')?.getAttribute('href')).toBe(policy)
  expect(banner.querySelector('form')?.getAttribute('action')).toBe(EVIL)
})

test.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,x',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
])('the policy link %j is no link: the config is invalid', async (policy) => {
  await expect(render({ config: { ...CONFIG, policy } })).rejects.toMatchObject({ code: 'config-invalid' })
})

test('the sheet is the same for every site, language and visitor: a policy may have its hash', async () => {
  const other = { ...CONFIG, layout: 'bar' as const, purposes: CONFIG.purposes.slice(0, 2) }
  const { css } = await render({ config: other, language: 'ar', action: '/other', page: '/shoes' })
  expect(css).toBe((await render()).css)
})

test('the sheet is the browser’s: important, in our layer, and no end of a style element', async () => {
  const { css, html } = await render()
  expect(css).toMatch(/^@layer placet\{/)
  expect(css).toContain('position:fixed!important')
  expect(css.replaceAll('!important', '')).not.toBe(css)
  expect(css).not.toContain('</')
  expect(html).not.toMatch(/ style=|<style|<script/)
})

function parse(html: string): Element {
  return new DOMParser().parseFromString(`<body>${html}</body>`, 'text/html').querySelector('placet-banner')!
}

function own(host: Element): [string, string][] {
  return [...host.attributes].map(({ name, value }): [string, string] => [name, value]).sort()
}

/** The three answers: the last is a button in the browser, and a summary in the server's form. */
function answers(host: Element): (string | null)[] {
  return [...host.querySelectorAll('.b > button, .b summary')].map((each) => each.textContent)
}
