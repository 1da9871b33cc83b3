// Makes room at the end of what scrolls under the banner, so that the end of the page and what has focus do not lie under it
// (WCAG 2.4.11, technique C43): of the window, and in an app shell of the element that scrolls in its place. Room before the
// page would shift it: a banner at the top goes to the bottom if it covers what gets focus.
import { isInPlace } from './keep-in-page.ts'
import type { AdoptedStyles } from './styles.ts'

/** Follows the size of `host`, and what the visitor scrolls. The sheet of `host` gets the rules. @returns how to stop */
export function makeRoom(host: HTMLElement, { sheet, adopt }: AdoptedStyles): () => void {
  // Each with the end padding that the page gives it, in px.
  const scrollers = new Map<Element, number>()
  const controller = new AbortController()
  let rules = 0
  const isOnTop = (): boolean => /top/.test(host.dataset.layout ?? '')

  function update(): void {
    // A page that replaced its list of sheets took the look of `host`, and so its size.
    adopt()
    const room = host.offsetHeight + GAP
    const { scrollHeight, clientHeight } = document.documentElement
    while (rules > 0) sheet.deleteRule(--rules)
    if (isInPlace(host)) return
    const start = isOnTop() ? `scroll-padding-block-start:${room}px!important;` : ''
    const add = (selector: string, padding: number | undefined): void => {
      const pad = padding === undefined ? '' : `padding-block-end:${padding + room}px!important;`
      // An element as high as the window stays as high. Not for the root: pages let everything inherit its `box-sizing`.
      const box = selector === ':root' ? '' : 'box-sizing:border-box!important'
      const rule = `${selector}{${start}scroll-padding-block-end:${room}px!important;${pad}${box}}`
      sheet.insertRule(`@layer placet{@media screen{${rule}}}`, rules++)
    }
    add(':root', scrollHeight > clientHeight ? 0 : undefined)
    for (const [scroller, padding] of scrollers) if (scroller.isConnected) add(pathTo(scroller), padding)
  }

  function onScroll({ target }: Event): void {
    if (!(target instanceof Element) || scrollers.has(target) || host.contains(target)) return
    if (!isUnder(host, target) || !scrollsInPlaceOfWindow(target)) return
    scrollers.set(target, parseFloat(getComputedStyle(target).paddingBlockEnd) || 0)
    update()
    // The browser has scrolled to it before there was room.
    const { activeElement } = document
    if (activeElement && activeElement !== target && target.contains(activeElement) && isUnder(host, activeElement)) {
      activeElement.scrollIntoView({ block: 'nearest' })
    }
  }

  // The browser scrolls to what gets focus only after this event.
  const uncover = (): unknown =>
    requestAnimationFrame(() => {
      const focused = document.querySelector(':focus')
      // What is larger than the banner is still seen.
      if (!isOnTop() || !focused || focused.clientHeight > host.offsetHeight || !isUnder(host, focused)) return
      host.dataset.layout = host.dataset.layout!.replace('top', '')
      update()
    })

  const size = new ResizeObserver(update)
  size.observe(host)
  uncover()
  document.addEventListener('focusin', uncover, { signal: controller.signal })
  document.addEventListener('scroll', onScroll, { capture: true, passive: true, signal: controller.signal })
  return () => {
    size.disconnect()
    controller.abort()
  }
}

/** Between what has focus and the banner, in px: the banner's distance from the window's end, and a little. */
const GAP = 24

function isUnder(host: Element, element: Element): boolean {
  const [above, below] = [host.getBoundingClientRect(), element.getBoundingClientRect()]
  const isInHeight = below.bottom > above.top && below.top < above.bottom
  return isInHeight && below.right > above.left && below.left < above.right
}

// Where the window scrolls, everything can be scrolled out from under the banner. What scrolls sideways only would grow.
function scrollsInPlaceOfWindow({ scrollHeight, clientHeight }: Element): boolean {
  const { documentElement } = document
  return scrollHeight > clientHeight && documentElement.scrollHeight <= documentElement.clientHeight
}

// By position: nothing of the page's own is changed.
function pathTo(element: Element): string {
  const { parentElement } = element
  if (!parentElement) return ':root'
  return `${pathTo(parentElement)}>:nth-child(${[...parentElement.children].indexOf(element) + 1})`
}
