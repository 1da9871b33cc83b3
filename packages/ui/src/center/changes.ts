// What one receipt changed since the one before it, in words.
import type { Consent } from '@placet/core'
import type { Purpose, Text } from '@placet/core/config'
import type { CenterTexts } from '../texts.ts'

type Outcomes = Awaited<ReturnType<Consent['receipts']>>[number]['dec']

/** The names of a purpose, or of a purpose and its service, and what became of it: 'Allowed'. */
export type Change = { names: Text[]; outcome: string }

/** What was as it is now, and what is not asked, is left out. */
export function changesIn(
  now: Outcomes,
  before: Outcomes | undefined,
  purposes: Purpose[],
  text: CenterTexts,
): Change[] {
  return Object.entries(now).flatMap(([id, outcome]) => {
    const old = before?.[id] ?? before?.[id.split('/')[0]!]
    if (outcome === 'exempt' || (old && isYes(old) === isYes(outcome))) return []
    return [{ names: namesOf(id, purposes), outcome: outcome === 'objected' ? text.objected : text.events[outcome] }]
  })
}

const isYes = (outcome: Outcomes[string]): boolean => /^(given|renewed|exempt)$/.test(outcome)

/** The id itself, if the notice of today does not know it. */
function namesOf(id: string, purposes: Purpose[]): Text[] {
  const [of, serviceId] = id.split('/')
  const purpose = purposes.find((each) => each.id === of)
  const service = purpose?.services?.find((each) => each.id === serviceId)
  return [purpose?.name ?? of!, ...(serviceId ? [service?.name ?? serviceId] : [])]
}
