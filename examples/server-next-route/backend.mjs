// One backend for the whole process. It is made with the first request: `next build` loads routes, too.
import { createHandler } from '@placet/server'
import { loadKeyring } from '@placet/server/node'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import config from './placet.config.mjs'

const { PLACET_SITE: site = 'http://localhost:3000', PLACET_DATA: data = '.placet' } = process.env

export async function handle(request) {
  // On globalThis: in development Next loads this module again after each change.
  globalThis.placetBackend ??= makeBackend()
  return (await globalThis.placetBackend)(request)
}

async function makeBackend() {
  const store = openLibsqlStore(`${data}/placet.db`)
  const keys = await loadKeyring({ file: `${data}/keys.json` })
  return createHandler({ store, keys, config, issuer: `${site}/consent`, sites: [site] })
}
