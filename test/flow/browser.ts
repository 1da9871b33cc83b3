// Which browsers this machine has. Chromium: Debian's headless shell, which takes half the time of its Chromium, or that one,
// or PLACET_CHROMIUM, else the one that the npm package @sparticuz/chromium carries. Firefox: Debian's ESR (or PLACET_FIREFOX), driven by BiDi; without it its project is not there.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { LaunchOptions } from '@playwright/test'

type Browser = { name: string; launch: LaunchOptions }
export type Browsers = { chromium: Browser; firefox?: Browser }

const TEST = join(import.meta.dirname, '..')
const DEBIAN = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']
const FIREFOX = process.env.PLACET_FIREFOX ?? '/usr/bin/firefox-esr'
/** The first that knows `network.addDataCollector` (WebDriver BiDi), which Playwright asks of each. */
const OLDEST_FIREFOX = 143
const QUIET = '--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update'
const ARGS = ['--no-sandbox', ...QUIET.split(' '), '--disable-sync']

// Found once, in Playwright's main process; its workers inherit the answer, so that nothing is unpacked twice.
process.env.PLACET_BROWSERS ??= JSON.stringify(findBrowsers())
export const browsers: Browsers = JSON.parse(process.env.PLACET_BROWSERS) as Browsers

function findBrowsers(): Browsers {
  const paths = process.env.PLACET_CHROMIUM ? [process.env.PLACET_CHROMIUM] : DEBIAN
  const [chromium = carried()] = paths.flatMap((path) => installed(path) ?? [])
  if (!existsSync(FIREFOX)) return { chromium }
  const version = versionOf(FIREFOX)
  if (Number(version) < OLDEST_FIREFOX) {
    console.warn(
      `Firefox ${version} is left out: Playwright needs ${OLDEST_FIREFOX}. Debian has a newer one in its security updates.`,
    )
    return { chromium }
  }
  const firefox = {
    name: `Firefox ESR ${version}`,
    launch: { channel: 'moz-firefox', executablePath: FIREFOX },
  }
  return { chromium, firefox }
}

function installed(executablePath: string): Browser | undefined {
  if (!existsSync(executablePath)) return undefined
  const origin = DEBIAN.includes(executablePath) ? `Debian, ${basename(executablePath)}` : executablePath
  return { name: `Chromium ${versionOf(executablePath)} (${origin})`, launch: { executablePath, args: ARGS } }
}

function carried(): Browser {
  const { version } = JSON.parse(readFileSync(join(TEST, 'node_modules/@sparticuz/chromium/package.json'), 'utf8'))
  const folder = join(TEST, 'node_modules/.cache', `chromium-${version}`)
  if (!existsSync(folder)) unpack(folder)
  const executablePath = join(folder, 'chromium')
  const libraries = {
    LD_LIBRARY_PATH: [join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
  }
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }
  // Machines without NSS get the package's; the others keep their own.
  const env = { ...(versionOf(executablePath) ? {} : libraries), ...fonts }
  const launch = { executablePath, args: ARGS, ...(Object.keys(env).length ? { env: { ...process.env, ...env } } : {}) }
  return { name: `@sparticuz/chromium ${version.split('.')[0]}`, launch: launch as LaunchOptions }
}

// The package unpacks to the temp folder and takes whatever lies there already. So: an empty temp folder of its own (and
// VERCEL, without which it leaves its NSS packed), fonts that are looked for where they will be, then one rename, which one
// of two runs at the same time loses.
function unpack(folder: string): void {
  mkdirSync(join(folder, '..'), { recursive: true })
  const temp = mkdtempSync(`${folder}-`)
  const script = `import chromium from '@sparticuz/chromium'; await chromium.executablePath()`
  const env = { ...process.env, TMPDIR: temp, VERCEL: '1' }
  execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: TEST,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  writeFileSync(
    join(temp, 'fonts/fonts.conf'),
    `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>`,
  )
  try {
    renameSync(temp, folder)
  } catch {
    rmSync(temp, { recursive: true, force: true })
  }
}

function versionOf(executablePath: string): string | undefined {
  const { status, stdout } = spawnSync(executablePath, ['--version', '--no-sandbox'], { encoding: 'utf8' })
  return status === 0 ? /(\d+)\./.exec(stdout)?.[1] : undefined
}
