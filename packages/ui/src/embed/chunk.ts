// Loads the files beside placet.js.

/**
 * A function that loads a chunk's default export.
 *
 * @param tag the script element of placet.js; null if it runs as a module or out of a bundle
 * @param configured the folder of the chunks, if the config says it
 */
export function chunkLoader(
  tag: HTMLScriptElement | null,
  configured: () => string | undefined,
): <Part>(name: string) => Promise<Part> {
  let told = false
  return async <Part>(name: string): Promise<Part> => {
    const given = tag?.dataset.base ?? configured()
    const base = new URL(given?.replace(/\/?$/, '/') ?? '.', tag?.src || location.href)
    try {
      return ((await import(`${base}placet-${name}.js`)) as { default: Part }).default
    } catch (cause) {
      const fix = fixFor(tag, given)
      if (fix && !told) console.warn(`placet chunk-unavailable: ${base} ${fix}`)
      told = true
      throw cause
    }
  }
}

/** What a developer has to do. Nothing where a visitor's network or browser may have blocked the file. */
function fixFor(tag: HTMLScriptElement | null, given: string | undefined): string | undefined {
  if (location.protocol === 'file:') return 'Serve the page over http: browsers load no modules from files.'
  if (given !== undefined || tag?.src.includes('/placet.js')) return undefined
  return 'Set "base" in the config to the URL of the folder of placet.js.'
}
