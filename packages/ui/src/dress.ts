// Isolation without a shadow root: one constructed sheet, all of it (the build sees to that) !important in a layer that comes before any of the
// page's. An important layered rule beats every unlayered one, and earlier layers beat later ones (CSS Cascade 5 §6.1).

/** Dresses the document in a sheet; returns it, to be changed or taken off again. */
export function dress(css: string, nonce: string): { sheet: CSSStyleSheet; undress: () => void } {
  const first = Object.assign(document.createElement('style'), { nonce, textContent: '@layer placet;' })
  document.head.prepend(first)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`@layer placet{${css}}`)
  document.adoptedStyleSheets.push(sheet)
  return {
    sheet,
    undress() {
      first.remove()
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet)
    },
  }
}

/** What every face begins with: the page's own styles end here, its theme (`--placet-*`) does not. */
export function plain(host: string): string {
  return PLAIN.replaceAll('HOST', host)
}

// `all: revert` also undoes [hidden], which browsers treat as a presentational hint. The inner layer makes this rule
// stronger than every rule after it.
const PLAIN: string = /* css */ `
  @layer { HOST[hidden], HOST [hidden] { display: none } }
  HOST {
    all: initial;
    direction: ltr;
    unicode-bidi: isolate;
    color-scheme: light dark;
    --placet--s: var(--placet-surface, #fff);
    --placet--t: var(--placet-text, #1b1f24);
    --placet--q: var(--placet-quiet, #57606a);
    --placet--l: var(--placet-line, #8c959f);
    --placet--a: var(--placet-accent, #1b1f24);
    --placet--o: var(--placet-on-accent, #fff);
    --placet--r: var(--placet-radius, 10px);
    color: var(--placet--t);
    background: var(--placet--s);
    font: var(--placet-font, 16px/1.5 system-ui, sans-serif);
    text-align: start;
  }
  HOST[dir=rtl] { direction: rtl }
  @media (prefers-color-scheme: dark) {
    HOST {
      --placet--s: var(--placet-surface-dark, #1b1f24);
      --placet--t: var(--placet-text-dark, #f0f3f6);
      --placet--q: var(--placet-quiet-dark, #b1bac4);
      --placet--l: var(--placet-line-dark, #7a838d);
      --placet--a: var(--placet-accent-dark, #f0f3f6);
      --placet--o: var(--placet-on-accent-dark, #1b1f24);
    }
  }
  HOST * { all: revert; box-sizing: border-box }
  HOST *::first-letter, HOST *::first-line { all: revert }
  HOST *::before, HOST *::after, HOST::before, HOST::after { content: none }
  HOST h2 { font-size: 1.125em; line-height: 1.3; margin: 0 }
  HOST p { margin: 0 }
  HOST a { color: inherit }
  HOST button {
    font: inherit;
    font-weight: 600;
    min-block-size: 44px;
    padding: 8px 20px;
    border: 2px solid var(--placet--a);
    border-radius: var(--placet--r);
    background: var(--placet--a);
    color: var(--placet--o);
    cursor: pointer;
  }
  HOST button.q { background: transparent; color: var(--placet--t); border-color: var(--placet--l) }
  HOST :focus-visible { outline: 3px solid var(--placet-focus, #2f81f7); outline-offset: 2px }
  @media (forced-colors: active) { HOST button { border-color: ButtonText } }
`
