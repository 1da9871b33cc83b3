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
      // A visitor's network may have failed. These only a developer can mend.
      if (location.protocol === 'file:') warn(base, 'Serve the page over http: browsers load no modules from files.')
      else if (given === undefined && !tag?.src.includes('/placet.js'))
        warn(base, 'Set "base" in the config to the URL of the folder of placet.js.')
      throw cause
    }
  }
}

function warn(base: URL, fix: string): void {
  console.warn(`placet chunk-unavailable: ${base} ${fix}`)
}
