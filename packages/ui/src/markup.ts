// HTML as text, for servers. Every text and attribute is escaped; only what `markup` has made is taken as it is.

export type Markup = { html: string }
export type Attributes = Record<string, string | boolean | undefined>

/** An element. Attributes: `true` is written without a value; `false` and undefined are left out. */
export function markup(name: string, attributes: Attributes, ...children: (Markup | string)[]): Markup {
  const written = Object.entries(attributes).map(([key, value]) => {
    if (value === false || value === undefined) return ''
    return value === true ? ` ${key}` : ` ${key}="${escaped(value)}"`
  })
  const content = children.map((child) => (typeof child === 'string' ? escaped(child) : child.html)).join('')
  return { html: `<${name}${written.join('')}>${VOID.has(name) ? '' : `${content}</${name}>`}` }
}

const VOID = new Set(['input'])

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
