// What is seen of an element and all in it: computed styles, places, pixels.
import type { Locator, Page } from '@playwright/test'

/** What a face looks like. `looks`: a line for each visible element. `pixels`: a picture of it as PNG. */
export type Face = { looks: Record<string, string>[]; covered: string[]; pixels: Buffer }

/** `depth`: where each part lies, or its computed style, too, which takes longer. */
export async function faceOf(page: Page, host: Locator, depth: 'places' | 'styles' = 'styles'): Promise<Face> {
  const { looks, covered, clip } = await host.evaluate((host, depth) => {
    // Pseudo-elements, of the elements that have them, and what is seen of each.
    const PSEUDO = [
      ['*', '::before', 'content'],
      ['*', '::after', 'content'],
      ['placet-preferences summary', '::marker', 'content color fontSize'],
      ['[type=search]', '::placeholder', 'color opacity fontSize'],
      ['[popover], dialog', '::backdrop', 'display backgroundColor opacity'],
      ['details', '::details-content', 'display'],
    ] as const
    const isFolded = (part: Element): boolean =>
      part.matches('details:not([open]) > :not(summary), details:not([open]) > :not(summary) *')
    // The live region is empty, or has been read.
    const all = [host, ...host.querySelectorAll('*:not(p.n)')]
    const parts = all.filter((part) => part.checkVisibility() && !isFolded(part))
    const looks = parts.map((part) => {
      const { x, y, width, height } = part.getBoundingClientRect()
      const look = { element: `${part.localName}.${part.className}`, place: [x, y, width, height].join(' ') }
      if (depth === 'places') return look
      const style = getComputedStyle(part)
      const own = [...style].map((name) => [name, style.getPropertyValue(name)])
      const pseudo = PSEUDO.filter(([of]) => part.matches(of)).map(([, name, shown]) => {
        const style = getComputedStyle(part, name)
        return [
          name,
          shown
            .split(' ')
            .map((each) => Reflect.get(style, each) as string)
            .join(' | '),
        ]
      })
      return { ...look, ...Object.fromEntries([...own, ...pseudo]) }
    })
    const covered = parts.flatMap((part) => {
      const { x, y, width, height } = part.getBoundingClientRect()
      const [middle, end] = [y + height / 2, y + height]
      if (!part.matches('button, input, summary') || end > innerHeight) return []
      return part.contains(document.elementFromPoint(x + width / 2, middle)) ? [] : [part.textContent]
    })
    const { left, top, right, bottom } = host.getBoundingClientRect()
    const [x, y] = [Math.ceil(left), Math.ceil(top)]
    return { looks, covered, clip: { x, y, width: Math.floor(right) - x, height: Math.floor(bottom) - y } }
  }, depth)
  return { looks, covered, pixels: await page.screenshot({ clip }) }
}

/** Each property that is not as in `clean`, with both values. */
export function changesOf(clean: Face, now: Face): string[] {
  if (clean.looks.length !== now.looks.length) return [`${now.looks.length} elements instead of ${clean.looks.length}`]
  return clean.looks.flatMap((look, index) =>
    Object.entries(look).flatMap(([name, value]) => {
      const other = now.looks[index]![name]
      return other === value ? [] : [`${look.element} ${name}: ${value} → ${other}`]
    }),
  )
}

/** The computed styles of the page's own elements, kept in the page at the first call. Later calls return what has changed. */
export function changesOfPage(page: Page, elements: string): Promise<string[]> {
  return page.evaluate((elements) => {
    const all = [...document.querySelectorAll(elements)].flatMap((element) => {
      const style = getComputedStyle(element)
      return [...style].map((name) => [`${element.localName} ${name}`, style.getPropertyValue(name)] as const)
    })
    const before = Reflect.get(window, 'stylesOfPage') as typeof all | undefined
    if (!before) Object.assign(window, { stylesOfPage: all })
    return (before ?? all).flatMap(([name, value], index) => {
      const now = all[index]?.[1]
      return now === value ? [] : [`${name}: ${value} → ${now}`]
    })
  }, elements)
}

/** Each part of a face, the face itself too, that can be seen although it is `hidden`. */
export function seenThoughHidden(face: Locator): Promise<string[]> {
  return face.evaluate((face) =>
    ([face, ...face.querySelectorAll('*')] as HTMLElement[]).flatMap((part) => {
      const before = part.hidden
      part.hidden = true
      const seen = part.getClientRects().length > 0
      part.hidden = before
      return seen ? [`${part.localName}.${part.className}`] : []
    }),
  )
}
