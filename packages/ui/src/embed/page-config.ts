// Where the script tag's config stands: in the page, or at a URL.

/** The config in the page as text, if the parser has come by it. */
export function inlineConfig(): string | undefined {
  return document.getElementById('placet-config')?.textContent ?? undefined
}

/** The config as text: from the URL, else from the page once all of it is there. Rejects with an Error that says what is missing. */
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
