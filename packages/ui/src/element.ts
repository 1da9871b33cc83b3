// Elements without a library: what is seen here is small, and every byte of it is the customer's.

type Child = Element | string | false | undefined | Child[]

/** An element with its properties and children. `data-…` and `aria-…` are set as attributes. */
export function make(name: string, properties: Record<string, unknown> = {}, ...children: Child[]): HTMLElement {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes('-') || key === 'role') element.setAttribute(key, String(value))
    else (element as unknown as Record<string, unknown>)[key] = value
  }
  element.append(
    ...((children.flat(9) as Child[]).filter((child) => child !== false && child !== undefined) as Element[]),
  )
  return element
}

export function button(label: string, className: string, onclick: (event: Event) => void): HTMLElement {
  return make('button', { type: 'button', className, onclick }, label)
}

/** What a face's host element says of its language and direction. */
export function spoken(language: string): { lang: string; dir: string } {
  return { lang: language, dir: getComputedStyle(document.documentElement).direction }
}
