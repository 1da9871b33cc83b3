// Where a view stands: in its place in the page, or in the top layer, where no z-index or transform of the page matters. While
// the page's own modal dialog is open it stands behind that: over it, the view would cover it and take no click.
import { isInPlace, keepInPage } from './keep-in-page.ts'

/** Adds `host` to the page and keeps it there. @param added runs each time it is added. @returns how to stop; that removes it */
export function keepOnTop(host: HTMLElement, added: () => void): () => void {
  function place(): void {
    if (hasModal() || isInPlace(host)) {
      host.popover = null
      return
    }
    host.popover = 'manual'
    // A browser without popovers throws at this selector. There, `z-index` places the view.
    if (host.showPopover && !host.matches(':popover-open')) host.showPopover()
  }
  const observer = new MutationObserver(place)
  observer.observe(document, { subtree: true, attributeFilter: ['open'] })
  const remove = keepInPage(host, () => {
    added()
    place()
  })
  return () => {
    observer.disconnect()
    remove()
  }
}

function hasModal(): boolean {
  return [...document.querySelectorAll('dialog[open]')].some((dialog) => dialog.matches(':modal'))
}
