// The look that the visitor tries: read from the page's address, and the form at its foot that sets it.

const SCHEMES = ['', 'light', 'dark']
const ACCENTS = ['', 'cobalt', 'honey', 'copper', 'rose']
const LAYOUTS = ['', 'box start', 'box end', 'bar', 'bar top', 'inline']

/** What a query asks for; everything else in it is left out. */
export function readLook(query) {
  const of = (name, known) => known.find((each) => each === query.get(name)) ?? ''
  return { scheme: of('scheme', SCHEMES), accent: of('accent', ACCENTS), layout: of('layout', LAYOUTS) }
}

/** Placet's config with the layout of a look. */
export function withLayout(config, look) {
  const [layout, position] = look.layout.split(' ')
  return { ...config, ...(layout && { layout }), ...(position && { position }) }
}

/** Attributes of the root element: theme.css reads them. */
export function lookAttributes({ scheme, accent }) {
  return `${scheme && ` data-scheme="${scheme}"`}${accent && ` data-accent="${accent}"`}`
}

/** @param kept other members of the query that the form keeps */
export function lookForm(t, look, kept) {
  const hidden = Object.entries(kept).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
  const choose = (name, known) => {
    const options = known.map((value, at) => {
      return `<option value="${value}"${value === look[name] ? ' selected' : ''}>${t[name][at + 1]}</option>`
    })
    return `<label>${t[name][0]} <select name="${name}">${options.join('')}</select></label>`
  }
  return `<form class="look" id="look" aria-label="${t.heading}">
      ${hidden.join('')}
      ${choose('scheme', SCHEMES)}
      ${choose('accent', ACCENTS)}
      ${choose('layout', LAYOUTS)}
      <button>${t.show}</button>
    </form>`
}
