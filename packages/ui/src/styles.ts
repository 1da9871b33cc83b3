// Isolation without a shadow root: one constructed sheet, all of it !important (build/style-sheets.mjs), in a layer that
// comes before any of the page's. An important layered rule beats every unlayered one, and earlier layers beat later ones
// (CSS Cascade 5 §6.1).
import css from './reset.css'

/** Adds a sheet to the document. Returns it, so that it can be changed, and a function that removes it. */
export function adoptStyles(rules: string, nonce: string): { sheet: CSSStyleSheet; removeStyles: () => void } {
  const first = Object.assign(document.createElement('style'), { nonce, textContent: '@layer placet;' })
  document.head.prepend(first)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`@layer placet{${rules}}`)
  document.adoptedStyleSheets.push(sheet)
  return {
    sheet,
    removeStyles() {
      first.remove()
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet)
    },
  }
}

/** The rules that every view begins with, for its element. */
export function resetFor(host: string): string {
  return css.replaceAll('placet-view', host)
}
