// Elements without a library: what is seen here is small, and every byte of it is the customer's.
type Child = Element | string | false | undefined | Child[]

/** An element with its properties and children. `data-…` and `aria-…` are set as attributes. */
export function createElement(
  name: string,
  properties: Record<string, unknown> = {},
  ...children: Child[]
): HTMLElement {
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
  return createElement('button', { type: 'button', className, onclick }, label)
}

/** Language and direction of an element's text. */
export function langAttributes(language: string): { lang: string; dir: 'rtl' | 'ltr' } {
  return { lang: language, dir: RTL.test(language) ? 'rtl' : 'ltr' }
}

// Languages that are written from right to left, and scripts of which a tag says so. `Intl.Locale` costs more.
const RTL = /^(ar|ckb|dv|fa|he|ks|ps|sd|ug|ur|yi)(?!.*-(Latn|Cyrl))\b|-(Arab|Hebr)\b/i
