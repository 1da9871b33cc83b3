// A customer allows a purpose on a page that has lost its cookie and has not read the vault yet, and refuses it again
// while the yes is looked up, signed or stored. Whenever the second click comes, the refusal holds.
import { parseCookie } from '@placet/core/cookie'
import { describe, expect, test } from 'vitest'
import { customer, SHOP } from './shop.ts'

const MOMENTS = Array.from({ length: 40 }, (_, moment) => moment)

test.each(MOMENTS)(
  'refused again %i steps after the yes: the refusal holds, here and on the next page',
  async (moment) => {
    const { visitor, page, withdrawn } = await allowedThenRefused(moment)
    await visitor.said(withdrawn)
    expect(page.has('analytics')).toBe(false)
    page.close()
    expect(visitor.open().has('analytics')).toBe(false)
  },
)

// After that the yes is being written and cannot be recalled; the refusal follows.
const BEFORE_IT_IS_WRITTEN = MOMENTS.slice(0, 13)

test.each(BEFORE_IT_IS_WRITTEN)(
  'refused again %i steps after the yes: no receipt leaves it on in the vault',
  async (moment) => {
    const { visitor } = await allowedThenRefused(moment)
    const before = await known(visitor)
    do {
      const { signed, answers } = await known(visitor)
      if (signed > before.signed) expect(answers).toMatchObject({ analytics: false })
    } while (await visitor.schedule.letOneGo())
  },
)

test.each(MOMENTS)(
  'refused on a page without its cookie, %i moments after it began to look for it: that stands',
  async (moment) => {
    const visitor = customer()
    const first = visitor.open()
    await visitor.said(first.accept('all'))
    first.close()
    visitor.jar.evict()
    const page = visitor.open()
    for (let most = moment; most > 0 && (await visitor.schedule.letOneGo()); most--);
    await visitor.said(page.reject())
    expect(page.has('analytics')).toBe(false)
    page.close()
    expect(visitor.open().has('analytics')).toBe(false)
  },
)

test('a click on a page that lost its cookie bears the next number, in the cookie as in its receipt', async () => {
  const visitor = customer()
  const purposes = SHOP.purposes.filter(({ basis }) => basis !== 'legitimate-interest')
  await visitor.said(visitor.open({ purposes }).accept('all'))
  visitor.jar.evict()
  // Too busy to look for it.
  const page = visitor.open({ purposes }, { page: { requestIdleCallback() {} } })
  const kept = await visitor.said(page.reject())
  expect([kept?.seq, page.$decision.get().seq, parseCookie(visitor.cookie())?.seq]).toEqual([2, 2, 2])
  expect(parseCookie(visitor.cookie())?.pending).toBe(false)
})

test('a yes on a page that lost its cookie is a yes, though the vault says no, whenever it comes', async () => {
  for (const moment of MOMENTS) {
    const visitor = customer()
    const first = visitor.open()
    await visitor.said(first.reject())
    first.close()
    await visitor.schedule.pass(20_000)
    visitor.jar.evict()
    const page = visitor.open()
    for (let most = moment; most > 0 && (await visitor.schedule.letOneGo()); most--);
    await visitor.said(page.accept('all'))
    expect([moment, page.has('analytics')]).toEqual([moment, true])
  }
})

test('a click on a page that lost its cookie has one receipt, though the vault is emptied in the moment in which it is signed', async () => {
  for (const moment of MOMENTS) {
    const visitor = customer()
    await visitor.said(visitor.open().accept('all'))
    visitor.jar.evict()
    const page = visitor.open()
    void page.reject()
    for (let most = moment; most > 0 && (await visitor.schedule.letOneGo()); most--);
    await visitor.database.evict()
    await visitor.rest()
    const next = visitor.open()
    await visitor.rest()
    expect((await visitor.said(next.receipts())).length).toBeLessThan(2)
  }
})

async function allowedThenRefused(moment: number) {
  const visitor = customer()
  const first = visitor.open()
  void first.decide({ analytics: true })
  // Close enough for the next yes and this one to count as the same moment.
  await visitor.schedule.pass(1_000)
  first.close()
  visitor.jar.evict()
  const page = visitor.open()
  visitor.schedule.tick()
  void page.decide({ analytics: true, marketing: true })
  for (let most = moment; most > 0 && (await visitor.schedule.letOneGo()); most--);
  visitor.schedule.tick()
  const withdrawn = page.withdraw(['analytics'])
  return { visitor, page, withdrawn }
}

async function known({ database }: ReturnType<typeof customer>) {
  const entries = await database.entries()
  const signed = [...entries.keys()].filter((key) => key.startsWith('receipt:')).length
  return { signed, answers: (entries.get('decision') as { answers: object }).answers }
}

describe('allowed in one tab at the moment of a refusal in another, of which it hears late', () => {
  /** Both tabs read the cookie before either wrote it. The one that refused has signed, and sent; the other goes on for some steps. */
  async function clickAtOnce(moment: number, isSent = false) {
    const visitor = customer()
    const [refusing, allowing] = [visitor.open(), visitor.open()]
    await visitor.rest()
    const heard: boolean[] = []
    refusing.on('decision', ({ answers }) => heard.push(answers.analytics!))
    void refusing.reject()
    visitor.jar.evict()
    void allowing.accept('all')
    await visitor.schedule.calm()
    const isSilent = ({ lane }: { lane: string }) => lane !== 'message'
    const isAllowing = (each: { tab: number; lane: string }) => isSilent(each) && each.tab === allowing.tab.id
    while ((await visitor.kept('receipt')).length === 0 && (await visitor.schedule.letOneGo(isSilent)));
    const isRefusing = (each: { tab: number; lane: string }) => isSent && isSilent(each) && !isAllowing(each)
    while (await visitor.schedule.letOneGo(isRefusing));
    for (let most = moment; most > 0; most--)
      if (!(await visitor.schedule.letOneGo(isAllowing))) await visitor.schedule.letOneGo(isSilent)
    return { visitor, refusing, allowing, heard }
  }

  test('the tab that refused allows nothing, and in the end both refuse', async () => {
    for (const moment of MOMENTS) {
      const { visitor, refusing, allowing, heard } = await clickAtOnce(moment)
      await visitor.schedule.deliver()
      await visitor.rest()
      expect([moment, heard.includes(true)]).toEqual([moment, false])
      expect([refusing.has('analytics'), allowing.has('analytics')]).toEqual([false, false])
    }
  })

  test('both tabs are closed: the last receipt says what holds', async () => {
    for (const moment of MOMENTS) {
      const { visitor, refusing, allowing } = await clickAtOnce(moment, true)
      for (const tab of [refusing, allowing]) tab.close()
      await visitor.rest()
      const next = visitor.open()
      await visitor.rest()
      const { analytics } = (await visitor.said(next.receipts())).at(-1)!.dec
      expect([moment, analytics === 'given']).toEqual([moment, next.has('analytics')])
    }
  })
})
