// Plain elements, for the faces that must be tiny.

/** An element with its text and properties. */
export function make(name: string, text: string, properties: Record<string, unknown> = {}): HTMLElement {
  const element = Object.assign(document.createElement(name), properties)
  element.textContent = text
  return element
}

export function button(label: string, className: string, click: (event: Event) => void): HTMLElement {
  const made = make('button', label, { type: 'button', className })
  made.addEventListener('click', click)
  return made
}

/** What a face's host element says of its language and direction. */
export function spoken(language: string): { lang: string; dir: string } {
  return { lang: language, dir: getComputedStyle(document.documentElement).direction }
}
