import { defineConfig } from '@playwright/test'
import { browsers } from './flow/browser.ts'

const { chromium, firefox } = browsers

// Journeys that depend on our code alone, not on the engine. They run in Chromium, which takes half the time.
const OUR_CODE_ALONE = ['forged-cookie', 'google', 'language', 'once', 'opt-out', 'told-developers']
const testIgnore = process.env.PLACET_LONG ? [] : OUR_CODE_ALONE.map((name) => `**/${name}.test.ts`)

// Real browsers on the built files and the examples. A test that carries the tag @long runs with `pnpm test:long` only.
export default defineConfig({
  testDir: 'flow',
  testMatch: '**/*.test.ts',
  outputDir: 'test-results/flow',
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: process.env.PLACET_LONG ? 600_000 : 60_000,
  ...(process.env.PLACET_LONG ? {} : { grepInvert: /@long/ }),
  reporter: [['list'], ['json', { outputFile: 'test-results/flow.json' }]],
  use: { screenshot: 'off', video: 'off', trace: 'off' },
  metadata: { engines: { chromium: chromium.name, ...(firefox ? { firefox: firefox.name } : {}) } },
  projects: [
    { name: 'chromium', use: { browserName: 'chromium', launchOptions: chromium.launch } },
    ...(firefox
      ? [{ name: 'firefox', testIgnore, use: { browserName: 'firefox' as const, launchOptions: firefox.launch } }]
      : []),
  ],
})
