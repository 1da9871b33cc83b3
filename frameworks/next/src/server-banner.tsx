'use client'
// React is given the server's banner as HTML, not as elements: it must not miss them when ours takes their place. The HTML
// comes from `renderBanner`, which escapes every text and attribute.
import { useState } from 'react'
import { useIsFromServer } from './from-server.ts'

export function ServerBanner({ html }: { html: string }) {
  const fromServer = useIsFromServer()
  // Only the first HTML may hold it. `router.refresh()` would add it again beside ours.
  const [sent] = useState(fromServer ? html : '')
  return sent ? <div suppressHydrationWarning dangerouslySetInnerHTML={{ __html: sent }} /> : null
}
