// A customer allows something on a page that lost its cookie and does not know yet what the vault knows; and refuses it again
// while that yes is being looked up, signed or kept. Whenever the second click comes, the refusal stands.
import { expect, test } from 'vitest'
import { customer } from './shop.ts'

const MOMENTS = Array.from({ length: 40 }, (_, moment) => moment)

test.each(MOMENTS)(
  'refused again %i moments after a yes that knew of nothing: what was refused stays off',
  async (moment) => {
    const { visitor, page, withdrawn } = await allowedThenRefused(moment)
    await visitor.said(withdrawn)
    expect(page.has('analytics')).toBe(false)
    page.close()
    expect(visitor.open().has('analytics')).toBe(false)
  },
)

// Then the yes is being written, and nobody can call it back; the refusal is on its way.
const BEFORE_IT_IS_WRITTEN = MOMENTS.slice(0, 13)

test.each(BEFORE_IT_IS_WRITTEN)(
  'nor is it on in the vault, %i moments after, should all else be lost',
  async (moment) => {
    const { visitor } = await allowedThenRefused(moment)
    const before = await known(visitor)
    do {
      const { signed, answers } = await known(visitor)
      if (signed > before.signed) expect(answers).toMatchObject({ analytics: false })
    } while (await visitor.schedule.letOneGo())
  },
)

async function allowedThenRefused(moment: number) {
  const visitor = customer()
  const first = visitor.open()
  void first.decide({ analytics: true })
  // So near that the next yes and this one are taken for two of the same moment.
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
