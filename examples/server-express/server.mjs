// Receipts inside an Express app: the backend under /consent, everything else as before.
import { once } from 'node:events'
import { getRequestListener } from '@hono/node-server'
import { createHandler } from '@placet/server'
import { createVerifyPool, loadKeyring } from '@placet/server/node'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import express from 'express'
import config from './placet.config.mjs'

export async function startServer({ site = 'http://localhost:3000', data = '.placet', port = 3000 } = {}) {
  const store = openLibsqlStore(`${data}/placet.db`)
  const keys = await loadKeyring({ file: `${data}/keys.json` })
  const verifier = await createVerifyPool()
  const handle = createHandler({ store, keys, verifier, config, issuer: `${site}/consent`, sites: [site] })

  const app = express()
  // Before any body parser: a receipt is read by its handler.
  app.use('/consent', getRequestListener(handle, { overrideGlobalObjects: false }))
  app.get('/', (_, response) => response.send('the shop'))
  const server = app.listen(port, '127.0.0.1')
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
