// Loads the chunks from the folder of placet.js.

/** Loads a chunk's default export. */
export type LoadChunk = <Part>(name: string) => Promise<Part>

/**
 * A function that loads chunks.
 *
 * @param tag the script element that runs placet.js; null in a module
 * @param configured returns `base` of the config, if it has one
 */
export function chunkLoader(tag: HTMLScriptElement | null, configured: () => string | undefined): LoadChunk {
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

/** The fix that a developer can make. None if the network or browser of a visitor may have blocked the file. */
function fixFor(tag: HTMLScriptElement | null, given: string | undefined): string | undefined {
  if (location.protocol === 'file:') return 'Serve the page over http: browsers load no modules from files.'
  if (given !== undefined || tag?.src.includes('/placet.js')) return undefined
  return 'Set "base" in the config to the URL of the folder of placet.js.'
}
