// One receipt on the page. What a receipt says is text, never markup, and steers nothing.
import { answersOf, checksOf, clockSaid, howSaid, LIMITS, timeOf } from './words.js'

const STEPS = [
  ['signed', 'Signed'],
  ['countersigned', 'Countersigned'],
  ['logged', 'Logged'],
]
const MARKS = { holds: '✓', fails: '✗', open: '?', none: '–' }
const SAID = { holds: 'holds', fails: 'does not hold', open: 'not checked', none: 'not there' }

/** What is checked, and what came of it, in; an article out. */
export function makeCard({ evidence, verdict }, number) {
  const { claims, valid, findings } = verdict
  const checks = checksOf(verdict, evidence)
  const notice = checks[3].state === 'holds' ? evidence.notice : undefined
  const errors = findings.filter(({ severity }) => severity === 'error')
  const title = make('h2', valid ? 'It holds' : 'It does not hold')
  title.id = `receipt-${number}`
  const card = make('article', [
    make('header', [make('p', `Receipt ${number}`, 'number'), title, valid ? ladder(verdict.level) : '']),
    ...errors.map(({ code, detail }) => make('p', [make('strong', code), ` ${detail}`], 'error')),
    ...(claims ? said(verdict, notice, checks[1]) : []),
    make('h3', 'Checks'),
    make('ul', checks.map(checkLine), 'checks'),
    ...remarks(findings),
    make('details', [
      make('summary', 'What it does not prove'),
      make(
        'ul',
        LIMITS.map((limit) => make('li', limit)),
      ),
    ]),
    claims ? make('details', [make('summary', 'Every claim'), make('pre', JSON.stringify(claims, null, 2))]) : '',
  ])
  card.className = valid ? 'good' : 'bad'
  card.setAttribute('aria-labelledby', title.id)
  return card
}

/** An element of text and elements; whatever text it is given stays text. */
export function make(name, content, className) {
  const element = document.createElement(name)
  for (const part of [content].flat()) element.append(typeof part === 'string' ? printable(part) : part)
  if (className) element.className = className
  return element
}

function said(verdict, notice, countersigned) {
  const { claims, countersignature, valid } = verdict
  const heading = valid ? 'What was decided' : 'What it claims, and does not prove'
  return [
    make('h3', heading),
    make('p', ['For ', make('code', claims.aud), ':']),
    make(
      'ul',
      answersOf(claims, notice).map(({ name, outcome, yes }) =>
        make('li', [make('span', name), make('span', outcome, yes ? 'yes' : 'no')]),
      ),
      'answers',
    ),
    make('dl', [
      ...pair('The device’s clock', timeOf(claims.iat)),
      ...(countersignature ? pair(clockSaid(verdict, countersigned), timeOf(countersignature.iat)) : []),
      ...pair('How', howSaid(claims)),
      ...pair('Notice', `version ${claims.ntc.ver}, ${claims.ntc.lang}`),
    ]),
  ]
}

function pair(term, text) {
  return [make('dt', term), make('dd', text)]
}

function ladder(level) {
  const reached = STEPS.findIndex(([name]) => name === level)
  const list = make(
    'ol',
    STEPS.map(([, word], at) => {
      const step = make('li', word, at <= reached ? 'reached' : '')
      if (at === reached) step.setAttribute('aria-current', 'step')
      return step
    }),
    'ladder',
  )
  list.setAttribute('aria-label', `How far the proof reaches: ${level}`)
  return list
}

function checkLine(check) {
  const { name, state } = check
  const mark = make('span', MARKS[state], 'mark')
  mark.setAttribute('aria-hidden', 'true')
  const words = make('div', [
    make('strong', name),
    make('span', ` (${SAID[state]})`, 'spoken'),
    make('p', check[state]),
  ])
  return make('li', [mark, words], state)
}

function remarks(findings) {
  const found = findings.filter(({ code, severity }) => severity === 'warning' && !code.endsWith('-unchecked'))
  if (found.length === 0) return []
  const lines = found.map(({ code, detail }) => make('li', [make('strong', code), ` ${detail}`]))
  return [make('h3', 'Look closer'), make('ul', lines)]
}

// Control characters and marks of direction could make a text look like another one.
function printable(text) {
  return text.replace(/[^\P{C}\n]/gu, '\u{FFFD}')
}
