// The customer's receipts, and all of them to take along.
import type { Consent } from '@placet/core'

/** Returns how to stop. */
export function showReceipts(consent: Consent): () => void {
  const list = document.querySelector('#receipts')!
  const button = document.querySelector('[data-download]')!
  const controller = new AbortController()

  async function draw(): Promise<void> {
    const kept = await consent.receipts()
    if (controller.signal.aborted) return
    const items = kept.map(({ at, event, status }) =>
      Object.assign(document.createElement('li'), {
        textContent: `${new Date(at).toLocaleString('en')}: ${event} (${status})`,
      }),
    )
    list.replaceChildren(...items)
  }
  async function download(): Promise<void> {
    const evidence = JSON.stringify(await consent.export(), undefined, 2)
    const href = URL.createObjectURL(new Blob([evidence], { type: 'application/json' }))
    Object.assign(document.createElement('a'), { href, download: 'receipts.json' }).click()
    // Not at once: the browser may not have begun to read it.
    setTimeout(() => URL.revokeObjectURL(href), 60_000)
  }

  const stop = consent.on('receipt', () => void draw())
  button.addEventListener('click', () => void download(), { signal: controller.signal })
  void draw()
  return () => {
    stop()
    controller.abort()
    list.replaceChildren()
  }
}
