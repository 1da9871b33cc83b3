// Figures as a person reads them.

export function median(values) {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Rows of [what, figure, beside it, budget, whether it holds]; a Markdown table out. */
export function table(rows) {
  const cells = rows.map(({ what, figure, note = '', budget = '', holds }) => {
    return [what, figure, note, budget + (holds === undefined ? '' : holds ? ' ✓' : ' ✗')]
  })
  const all = [['measured', 'figure', 'against', 'budget'], ...cells]
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => [...row[column]].length)))
  const line = (row) =>
    `| ${row.map((cell, column) => cell + ' '.repeat(widths[column] - [...cell].length)).join(' | ')} |`
  return [line(all[0]), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...cells.map(line)].join('\n')
}

export const count = (value) => Math.round(value).toLocaleString('en')
export const micro = (value) => `${value < 10 ? value.toFixed(1) : count(value)} µs`
export const milli = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`
export const ratio = (value) => value.toFixed(2)
export const percent = (share) => `${(share * 100).toFixed(1)} %`
