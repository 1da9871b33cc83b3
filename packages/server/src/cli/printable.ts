// Makes text safe to print: control characters in a client's data must not control the terminal.

/** Replaces control characters except newlines. */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, '\u{FFFD}')
}

export const MARKS = { error: '✗', warning: '!', note: '·' } as const
