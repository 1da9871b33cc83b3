// Isolation without a shadow root: one constructed sheet, all of it !important (build/style-sheets.mjs), in a layer that
// comes before any of the page's. An important layered rule beats every unlayered one, and earlier layers beat later ones
// (CSS Cascade 5 §6.1).
import css from './reset.css'

/** `comeFirst`: for a navigation that replaced the head, and with it the order of the layers. */
export type AdoptedStyles = { sheet: CSSStyleSheet; comeFirst: () => void; removeStyles: () => void }

/** Adds a sheet to the document. Returns it, so that it can be changed, and a function that removes it. */
export function adoptStyles(rules: string, nonce: string): AdoptedStyles {
  const first = Object.assign(document.createElement('style'), { nonce, textContent: '@layer placet;' })
  const comeFirst = (): void => {
    if ([...document.styleSheets].some(hasLayers)) document.head.prepend(first)
  }
  comeFirst()
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`@layer placet{${rules}}`)
  document.adoptedStyleSheets.push(sheet)
  return {
    sheet,
    comeFirst,
    removeStyles() {
      first.remove()
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet)
    },
  }
}

// Without layers of the page's own, nothing has to come first, and a framework that hydrates the head meets nothing of ours
// (React 18 accepts unknown elements only after its own).
function hasLayers(sheet: CSSStyleSheet): boolean {
  try {
    return [...sheet.cssRules].some(
      (rule) =>
        rule instanceof CSSLayerBlockRule ||
        rule instanceof CSSLayerStatementRule ||
        (rule instanceof CSSImportRule && rule.layerName !== null),
    )
  } catch {
    // Another origin's rules cannot be read.
    return true
  }
}

/** The rules that every view begins with, for its element. */
export function resetFor(host: string): string {
  return css.replaceAll('placet-view', host)
}
