// Rows for a spreadsheet (RFC 4180). A device's text must not become a formula, so a cell that looks like one gets an
// apostrophe in front.

export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(cell).join()}\r\n`
}

function cell(value: string | number | undefined): string {
  const text = String(value ?? '')
  const inert = FORMULA.test(text) ? `'${text}` : text
  return PLAIN.test(inert) ? inert : `"${inert.replaceAll('"', '""')}"`
}

// Includes the full-width forms that spreadsheets accept, and leading blanks.
const FORMULA = /^[\s\p{C}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u
// All other cells are quoted, so that no locale's separator splits them.
const PLAIN = /^[\w .:/-]*$/
