// What is printed at a terminal: whatever a sender wrote must not steer it.

/** Text in; without control characters but newlines out. */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, '\u{FFFD}')
}

export const MARKS = { error: '✗', warning: '!', note: '·' } as const
