// Rows for a spreadsheet (RFC 4180). Whatever a device wrote must stay text there: a cell that a spreadsheet would take for a
// formula gets an apostrophe before it.

export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(cell).join()}\r\n`
}

function cell(value: string | number | undefined): string {
  const text = String(value ?? '')
  const inert = FORMULA.test(text) ? `'${text}` : text
  return PLAIN.test(inert) ? inert : `"${inert.replaceAll('"', '""')}"`
}

// Also in the wide letters that spreadsheets take for the narrow ones; and where a blank comes before.
const FORMULA = /^[\s\p{C}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u
// All else is quoted, above all what any country's spreadsheet takes for a separator.
const PLAIN = /^[\w .:/-]*$/
