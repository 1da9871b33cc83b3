// The conformance suite for frameworks, for one example at a time: frameworks/run.mjs starts it once per example.
import { defineConfig } from '@playwright/test'
import { browsers } from '../flow/browser.ts'
import { EXAMPLE, type Mode, MODES } from './example.ts'

const { launch } = browsers.chromium

export default defineConfig<{ mode: Mode }>({
  testDir: '.',
  testMatch: 'conformance.test.ts',
  outputDir: '../test-results/frameworks/flow',
  // One for each mode; the journeys of one mode follow each other.
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json']],
  use: { browserName: 'chromium', launchOptions: launch, screenshot: 'off', video: 'off', trace: 'off' },
  projects: MODES.filter((mode) => EXAMPLE.urls[mode]).map((mode) => ({
    name: mode,
    use: { mode },
    grepInvert: mode === 'built' ? /@development/ : /@built/,
  })),
})
