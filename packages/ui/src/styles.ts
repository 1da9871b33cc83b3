// Isolation without a shadow root: one constructed sheet, all of it !important (build/style-sheets.mjs), in a layer that
// comes before any of the page's. An important layered rule beats every unlayered one, and earlier layers beat later ones
// (CSS Cascade 5 §6.1).
import css from './reset.css'

/** `adopt`: again, where the page has replaced its list of sheets, or its head and with it the order of the layers. */
export type AdoptedStyles = { sheet: CSSStyleSheet; adopt: () => void; removeStyles: () => void }

/** Adds a sheet to the document. Returns it, so that it can be changed, and a function that removes it. */
export function adoptStyles(rules: string, nonce: string): AdoptedStyles {
  const first = Object.assign(document.createElement('style'), { nonce, textContent: FIRST })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`@layer ${LAYER}{${rules}}`)
  const adopt = (): void => {
    if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet)
    if (first.isConnected && isFirst(first)) return
    if ([...document.styleSheets, ...document.adoptedStyleSheets].some(hasLayers)) document.head.prepend(first)
  }
  // A sheet that the page gets later may have layers, too.
  const onLoad = ({ target }: Event): void => {
    if ((target as HTMLLinkElement).sheet) adopt()
  }
  adopt()
  document.addEventListener('load', onLoad, true)
  return {
    sheet,
    adopt,
    removeStyles() {
      document.removeEventListener('load', onLoad, true)
      first.remove()
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet)
    },
  }
}

const LAYER = 'placet'
const FIRST = `@layer ${LAYER};`

/** Whether nothing comes before it but the same of another view. */
function isFirst({ previousElementSibling: before }: Element): boolean {
  return !before || (before.textContent === FIRST && isFirst(before))
}

// Without layers of the page's own, nothing has to come first, and a framework that hydrates the head meets nothing of ours
// (React 18 accepts unknown elements only after its own).
function hasLayers(sheet: CSSStyleSheet | CSSGroupingRule): boolean {
  try {
    return [...sheet.cssRules].some((rule) => {
      if (rule instanceof CSSLayerBlockRule) return rule.name !== LAYER
      if (rule instanceof CSSLayerStatementRule) return true
      if (rule instanceof CSSImportRule)
        return rule.layerName !== null || (rule.styleSheet && hasLayers(rule.styleSheet))
      return rule instanceof CSSGroupingRule && hasLayers(rule)
    })
  } catch {
    // Another origin's rules cannot be read.
    return true
  }
}

/** The rules that every view begins with, for its element. */
export function resetFor(host: string): string {
  return css.replaceAll('placet-view', host)
}
