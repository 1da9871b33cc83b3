// Puts script and style into the page: one file that allows these two and nothing else, by their hashes (CSP level 2).
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const HERE = new URL('.', import.meta.url)

/** A rollup plugin: the chunk becomes `fileName`, a page. */
export function onePage(fileName) {
  return {
    name: 'one-page',
    buildStart() {
      for (const name of ['page.html', 'page.css']) this.addWatchFile(new URL(name, HERE).pathname)
    },
    generateBundle(_, bundle) {
      const [chunk] = Object.values(bundle)
      const parts = { STYLE: read('page.css'), SCRIPT: chunk.code.trim() }
      if (/<\/script|<!--/i.test(parts.SCRIPT)) this.error('The script would end itself: it names its own tag.')
      const policy = `default-src 'none'; script-src ${hash(parts.SCRIPT)}; style-src ${hash(parts.STYLE)}; base-uri 'none'; form-action 'none'`
      const source = read('page.html').replace(/\s*%(STYLE|SCRIPT)%\s*|%POLICY%/g, (_, part) => parts[part] ?? policy)
      for (const name of Object.keys(bundle)) delete bundle[name]
      this.emitFile({ type: 'asset', fileName, source: `${source}\n` })
    },
  }
}

function read(name) {
  return readFileSync(new URL(name, HERE), 'utf8').trim()
}

function hash(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
