// The banner is in the first HTML, before the element that Vue hydrates: Vue never sees it.
import { renderBanner } from '@placet/ui/server'
import { config } from '#shared/placet.config'

export default defineNitroPlugin(({ hooks }) => {
  hooks.hook('render:html', async (page, { event }) => {
    const { html, css } = await renderBanner({
      config,
      headers: event.headers,
      language: 'en',
      action: '/answer',
      page: event.path,
    })
    if (html) {
      page.head.unshift(`<style>${css}</style>`)
      page.bodyPrepend.unshift(html)
    }
    // The page depends on the cookie.
    setResponseHeader(event, 'cache-control', 'private, no-store')
  })
})
