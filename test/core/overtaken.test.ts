// A customer allows a purpose on a page that has lost its cookie and has not read the vault yet, and refuses it again
// while the yes is looked up, signed or stored. Whenever the second click comes, the refusal holds.
import { expect, test } from 'vitest'
import { customer } from './shop.ts'

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
