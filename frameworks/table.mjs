// What the suite found, as a table: a row for each journey, a column for each example, a mark for built and for development.
const MARKS = { passed: '✓', failed: '✗', skipped: '–' }
const MODES = ['built', 'development']

/**
 * @param results [{ title, rows: [{ journey, mode, status, reason? }] }], in the order of the columns
 * @returns the lines to print, and the exit code
 */
export function table(results) {
  const rows = results.flatMap((each) => each.rows)
  const journeys = [...new Set(rows.map((row) => row.journey))]
  const wide = Math.max(7, ...journeys.map((journey) => journey.length))
  const columns = results.map(({ title }) => title)
  const line = (first, cells) =>
    [first.padEnd(wide), ...cells.map((cell, column) => cell.padEnd(columns[column].length))].join('  ').trimEnd()
  const mark = (result, journey, mode) =>
    MARKS[result.rows.find((row) => row.journey === journey && row.mode === mode)?.status] ?? ' '
  const count = (status) => rows.filter((row) => row.status === status).length
  const told = (status) =>
    results.flatMap(({ title, rows }) =>
      rows
        .filter((row) => row.status === status && row.reason)
        .map((row) => [status, title, row.mode, row.journey, row.reason].join(': ')),
    )
  const failed = count('failed')
  return {
    lines: [
      '',
      line('', columns),
      ...journeys.map((journey) =>
        line(
          journey,
          results.map((result) => MODES.map((mode) => mark(result, journey, mode)).join(' ')),
        ),
      ),
      '',
      'Each: built, development.',
      ...told('skipped'),
      ...told('failed'),
      '',
      `${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped`,
    ],
    code: failed > 0 || count('passed') === 0 ? 1 : 0,
  }
}

/** The rows of one example, of Playwright's JSON report; what it could not load or start is a failure. */
export function rowsOf(report) {
  const rows = specs(report).flatMap(({ title, tests }) =>
    tests.map(({ projectName, status, annotations }) => ({
      journey: title,
      mode: projectName,
      status: status === 'expected' ? 'passed' : status === 'skipped' ? 'skipped' : 'failed',
      ...reasonOf(annotations),
    })),
  )
  const errors = report.errors.map(({ message }) => failure('suite', message))
  return [...rows, ...errors]
}

/** A failure outside of every journey. */
export function failure(journey, reason) {
  return { journey, mode: 'built', status: 'failed', reason }
}

function specs(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)]
}

function reasonOf(annotations = []) {
  const reason = annotations.find(({ type }) => type === 'skip')?.description
  return reason === undefined ? {} : { reason }
}
