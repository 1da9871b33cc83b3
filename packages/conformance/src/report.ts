// Formats a conformance report for a terminal: the checks, the failures, and the exchanges that show them.
import { GROUPS, type Outcome, type Report, type CheckResult } from './kit.ts'

export function formatReport({ url, site, level, conforms, checks }: Report): string {
  const count = (outcome: Outcome) => checks.filter((each) => each.outcome === outcome).length
  const sections = GROUPS.flatMap(({ section }) => {
    const told = checks.filter((each) => each.section === section)
    return told.length === 0 ? [] : ['', section, ...told.flatMap(checkLines)]
  })
  const sums = `${count('passed')} passed, ${count('failed')} failed, ${count('advised')} advised, ${count('skipped')} skipped`
  const wanted = level.wanted ? `; wanted: ${level.wanted}` : ''
  return [
    `Placet protocol, version 1: ${url}, with receipts of ${site}`,
    ...sections,
    '',
    sums,
    `level: ${level.reached} (it answers at ${level.offered}${wanted})`,
    conforms ? '✓ conforms' : '✗ does not conform',
  ].join('\n')
}

function checkLines({ name, must, says, outcome, reason, sent, came }: CheckResult): string[] {
  const more = [
    ...(reason === undefined ? [] : [`${must === 'SHOULD' && outcome !== 'skipped' ? 'SHOULD: ' : ''}${reason}`]),
    ...(sent === undefined ? [] : [`sent ${sent}`]),
    ...(came === undefined ? [] : [`came ${came}`]),
  ]
  return [`  ${MARKS[outcome]} ${name.padEnd(36)} ${says}`, ...more.map((line) => `      ${line}`)]
}

const MARKS = { passed: '✓', failed: '✗', advised: '!', skipped: '·' }
