// Receipts inside a Hono app: the backend under /consent, everything else as before.
import { once } from 'node:events'
import { serve } from '@hono/node-server'
import { createHandler } from '@placet/server'
import { createVerifyPool, loadKeyring } from '@placet/server/node'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { Hono } from 'hono'
import config from './placet.config.mjs'

export async function startServer({ site = 'http://localhost:3000', data = '.placet', port = 3000 } = {}) {
  const store = openLibsqlStore(`${data}/placet.db`)
  const keys = await loadKeyring({ file: `${data}/keys.json` })
  const verifier = await createVerifyPool()
  const handle = createHandler({ store, keys, verifier, config, issuer: `${site}/consent`, sites: [site] })

  const app = new Hono()
  app.all('/consent/*', (context) => handle(context.req.raw))
  app.get('/', (context) => context.text('the shop'))
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1', overrideGlobalObjects: false })
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Whoever has begun to ask is answered, then the store is closed. */
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      await handle.drain()
      await closed
      await Promise.all([store.close(), verifier.close()])
    },
  }
}
