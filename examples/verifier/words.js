// A receipt in plain words: what was decided, when, how, and what follows from the checks.

const OUTCOMES = {
  given: 'allowed',
  renewed: 'allowed, confirmed again',
  refused: 'refused',
  withdrawn: 'taken back',
  objected: 'objected to',
  exempt: 'not asked',
}
const PLACES = { banner: 'in the banner', center: 'in the preference center', inline: 'in the page' }
const ACTS = {
  accept_all: 'Accept all',
  reject_all: 'Reject all',
  save: 'Save choices',
  close: 'Close',
  withdraw: 'Withdraw',
}

/** Each purpose by its name, if the notice beside the receipt is the one it names, and what was said to it. */
export function answersOf({ dec }, notice) {
  const names = new Map((notice?.purposes ?? []).map(({ id, name }) => [id, name]))
  return Object.entries(dec).map(([id, outcome]) => ({
    id,
    name: typeof names.get(id) === 'string' ? names.get(id) : id,
    outcome: OUTCOMES[outcome],
    yes: outcome === 'given' || outcome === 'renewed',
  }))
}

export function howSaid({ ui, evt, kp }) {
  const late = ui.m === 'api' ? 'By the page’s own program' : `“${ACTS[ui.a]}” ${PLACES[ui.m]}`
  const hand = ui.t
    ? 'the browser vouched for a person’s hand'
    : 'no person’s hand is on record, so do not read it as an act of the customer'
  const key = kp === 'once' ? ' The key was used for this receipt only.' : ''
  const cause = evt === 'signal' ? ' A privacy signal of the browser caused it.' : ''
  return `${late}; ${hand}.${cause}${key}`
}

/** Seconds since 1970 in; a date nobody can misread out. */
export function timeOf(seconds) {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.valueOf())) return `${seconds} seconds since 1970, a time that no calendar has`
  return `${date.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' })} UTC`
}

/** The backend's time, and what it is worth after the check of its countersignature. */
export function clockSaid({ findings }, { state }) {
  if (state === 'fails' || stolen(findings)) return 'The backend’s clock (proves nothing)'
  return `The backend’s clock${state === 'holds' ? '' : ' (unchecked)'}`
}

// Who has the key can write any time; that the backend had the receipt, its log proves.
function stolen(findings) {
  return findings.some(({ code }) => code === 'countersignature-key-compromised')
}

/** The four checks in order; `state`: holds, fails, open (not checked) or none (nothing there to check). */
export function checksOf({ claims, level, valid, findings }, evidence) {
  const failed = (...starts) =>
    findings.find(({ code, severity }) => severity === 'error' && starts.some((start) => code.startsWith(start)))
  const open = (start) => findings.some(({ code }) => code === `${start}-unchecked`)
  const has = (part) => evidence[part] !== undefined
  const reached = (...levels) => levels.includes(level) || !valid
  // Where there is no receipt to belong to, nothing beside it was looked at.
  const state = (part, holds, start, ...starts) => {
    if (!has(part)) return 'none'
    if (failed(start, ...starts)) return 'fails'
    return claims && holds && !open(start) ? 'holds' : 'open'
  }
  // What backend and log say is of the claims, and whoever changes a signature alone leaves it true.
  const beside = (holds) =>
    level === 'none' ? 'It is about these claims, but not with the signature that stands under them here.' : holds
  const why = (keys) => (claims ? keys : 'It was not looked at: there is no receipt that it could belong to.')
  return [
    {
      name: 'Signed by a browser',
      state: claims && level !== 'none' ? 'holds' : 'fails',
      holds: 'The receipt is exactly what this browser’s key signed.',
      fails: 'This is not what any browser signed: it was changed, or made up.',
    },
    {
      name: 'Countersigned by a backend',
      state: state('countersignature', reached('countersigned', 'logged'), 'countersignature'),
      holds: beside(
        stolen(findings)
          ? 'The backend had it, as its log shows. Its key was stolen: the time it states proves nothing.'
          : 'The backend had it by the time it states. That time is the one to trust.',
      ),
      fails: 'What came as the backend’s word does not hold.',
      open: why('There is a countersignature. Add the backend’s public keys to check it.'),
      none: 'No backend has countersigned it: the time is the device’s word alone.',
    },
    {
      name: 'Stands in a public log',
      state: state('proof', reached('logged'), 'proof', 'checkpoint'),
      holds: beside('The backend’s log has it. It cannot be denied or dated back without rewriting what others hold.'),
      fails: 'What came as proof of its place in a log does not hold.',
      open: why('There is a proof. Add the backend’s public keys to check who signed the log.'),
      none: 'No proof came with it: whether the backend can deny it is open.',
    },
    {
      name: 'The words that were shown',
      state: state('notice', true, 'notice'),
      holds: 'The notice beside it is the one the receipt names, word for word.',
      fails: 'The notice beside it is another one.',
      open: why(''),
      none: 'The notice is not here. The receipt has its hash, by which the backend gives it.',
    },
  ]
}

export const LIMITS = [
  'Not who: a key proves the same browser, no person.',
  'Not that a person did it: the page itself reports the gesture, and a page may lie.',
  'Not what was on the screen: the words of the notice are pinned, not how they were drawn.',
  'Not that there is no newer one: a withdrawal is another receipt. Ask for the whole chain.',
]
