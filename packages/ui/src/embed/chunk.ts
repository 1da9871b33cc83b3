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
  return async <Part>(name: string): Promise<Part> => {
    const given = tag?.dataset.base ?? configured()
    const base = new URL(given ?? '.', tag?.src || location.href)
    try {
      return ((await import(`${base}placet-${name}.js`)) as { default: Part }).default
    } catch (cause) {
      const fix = fixFor(tag, given)
      if (fix) console.warn(`placet chunk-unavailable: placet-${name}.js was not found in ${base}. ${fix}`)
      throw cause
    }
  }
}

// A visitor's network may have failed. What only a developer can mend is told.
function fixFor(tag: HTMLScriptElement | null, given: string | undefined): string | undefined {
  if (location.protocol === 'file:') return 'Browsers load no modules from file: pages. Serve this page over http.'
  if (given === undefined && !/\/placet\.js\b/.test(tag?.src ?? ''))
    return 'If placet.js was bundled, inlined or renamed, set "base" in the config to the URL of its folder.'
  return undefined
}
