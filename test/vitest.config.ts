import { defineConfig } from 'vitest/config'
import { styleSheets } from '../build/style-sheets.mjs'

// Units read our source (export condition `@placet/source`); real browsers get the built files (test/flow, Playwright).
const source = { resolve: { conditions: ['@placet/source'] }, ssr: { resolve: { conditions: ['@placet/source'] } } }

export default defineConfig({
  ...source,
  root: import.meta.dirname,
  test: {
    maxWorkers: 2,
    projects: [
      {
        ...source,
        test: {
          name: 'node',
          include: ['{receipt,server,conformance,contract,vectors,house}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...source,
        // The styles that ship, not those that are written.
        plugins: [styleSheets()],
        test: {
          name: 'page',
          include: ['{core,ui,property}/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          setupFiles: ['fake-indexeddb/auto'],
          // Chunks are transformed when first imported, which takes longer than a second on a busy machine.
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 120_000,
        },
      },
    ],
  },
})
