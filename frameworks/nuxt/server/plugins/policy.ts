// A strict policy: an inline script or style sheet of ours and of Nuxt has the nonce of its answer. The page's own HTML gets
// none. It runs after banner.ts: plugins are in the order of their names.
export default defineNitroPlugin(({ hooks }) => {
  hooks.hook('render:html', (page, { event }) => {
    // Vite's development server adds style sheets without a nonce.
    if (import.meta.dev) return
    const nonce = btoa(crypto.randomUUID())
    const withNonce = (html: string): string => html.replace(/<(script|style)\b/g, `<$1 nonce="${nonce}"`)
    page.head = page.head.map(withNonce)
    page.bodyAppend = page.bodyAppend.map(withNonce)
    const policy = `default-src 'self'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'`
    setResponseHeader(event, 'content-security-policy', policy)
  })
})
