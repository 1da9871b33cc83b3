// What a page has seen of banners and of the window events of consents, counted from its first line on.
import type { Page } from '@playwright/test'

declare global {
  interface Window {
    /** `banners`: the most that stood in one drawn frame. `added`: how many came. `events`: window events of any consent. */
    seen: { banners: number; added: number; events: string[] }
  }
}

/** Runs in the page, before the page's own scripts. */
export function watch(): void {
  const seen: Window['seen'] = { banners: 0, added: 0, events: [] }
  window.seen = seen
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes])
    seen.added += added.filter((node) => node.nodeName === 'PLACET-BANNER').length
  }).observe(document, { childList: true, subtree: true })
  const count = (): void => {
    seen.banners = Math.max(seen.banners, document.querySelectorAll('placet-banner').length)
    requestAnimationFrame(count)
  }
  count()
  for (const name of ['ready', 'decision', 'view', 'receipt', 'problem'])
    addEventListener(`placet:${name}`, () => seen.events.push(name))
}

export const seen = (page: Page): Promise<Window['seen']> =>
  page.evaluate(() => window.seen ?? { banners: 0, added: 0, events: [] })
