// Reads the script tag's config from the page or from a URL.

/** The text of the config in the page, if the parser has reached it. */
export function inlineConfig(): string | undefined {
  return document.getElementById('placet-config')?.textContent ?? undefined
}

/**
 * The text of the config: from the URL, else from the page once it is parsed. Rejects with an Error that names what is
 * missing.
 */
export async function configText(url: string | undefined): Promise<string> {
  if (url) {
    const answer = await fetch(url)
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
    return answer.text()
  }
  if (document.readyState === 'loading') {
    await new Promise((parsed) => document.addEventListener('DOMContentLoaded', parsed))
  }
  const text = inlineConfig()
  if (text === undefined)
    throw new Error('there is no element with the id placet-config, and no data-config on the script tag')
  return text
}
