// The banner is in the first HTML. The layout is the one part of a Next page that client navigation never renders again.
import type { ReactNode } from 'react'
import { headers } from 'next/headers'
import { consentOf } from '@placet/core/server'
import { renderBanner } from '@placet/ui/server'
import { App } from '../app.tsx'
import { config } from '../placet.config.ts'
import { ServerBanner } from '../server-banner.tsx'
import './style.css'

export const metadata = { title: 'Placet in Next', icons: 'data:,' }

export default async function Layout({ children }: { children: ReactNode }) {
  const request = await headers()
  const { html, css } = await renderBanner({ config, headers: request, language: 'en', action: '/answer' })
  const { decision, ask } = consentOf(request, config)
  return (
    <html lang="en">
      {/* Not `css && …`: React takes an empty string for the whole content of the head. */}
      <head>{css ? <style nonce={request.get('x-nonce') ?? undefined}>{css}</style> : null}</head>
      <body>
        <ServerBanner html={html} />
        <App decision={decision} view={ask ? 'banner' : 'none'}>
          {children}
        </App>
      </body>
    </html>
  )
}
