// Runs a backend by a command: starts, stops and kills it, and starts it again on the same data.
import { type ChildProcess, spawn } from 'node:child_process'
import { ConformanceError } from './errors.ts'
import { Fault } from './fault.ts'

export type BackendProcess = {
  /** Resolves once the backend answers. @throws Fault if it does not */
  start(): Promise<void>
  /** Sends SIGTERM, and SIGKILL after ten seconds. */
  stop(): Promise<void>
  /** Sends SIGKILL to the command and its child processes. */
  kill(): Promise<void>
}

/** @param timeout milliseconds until it must answer */
export function makeBackendProcess(command: string, base: string, timeout = 20_000): BackendProcess {
  let child: ChildProcess | undefined
  let said = ''

  function signal(name: NodeJS.Signals | 0): boolean {
    try {
      // Signals the process group: the command runs in a shell, and the backend is a child of that shell.
      return child?.pid !== undefined && process.kill(-child.pid, name)
    } catch {
      return false
    }
  }

  async function gone(most: number): Promise<boolean> {
    for (const end = Date.now() + most; Date.now() < end; await pause()) if (!signal(0)) return true
    return false
  }

  // Kills the backend if the kit is interrupted.
  const last = () => void signal('SIGKILL')

  return {
    async start() {
      if (await answers(base)) {
        const fix = 'With --restart the kit runs the backend itself: stop the one that is there.'
        throw new ConformanceError('address-taken', `${base} answers already.`, fix)
      }
      said = ''
      process.off('exit', last).on('exit', last)
      child = spawn(command, { shell: true, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
      child.stderr!.on('data', (chunk: Buffer) => (said = `${said}${String(chunk)}`.slice(-2000)))
      const end = Date.now() + timeout
      while (!(await answers(base))) {
        const ended = child.exitCode !== null || child.signalCode !== null
        if (ended || Date.now() > end) {
          signal('SIGKILL')
          throw new Fault(
            `the backend did not start (${ended ? 'its command ended' : 'no answer'}): ${said || command}`,
          )
        }
        await pause()
      }
    },
    async stop() {
      signal('SIGTERM')
      if (!(await gone(10_000))) await this.kill()
      child = undefined
    },
    async kill() {
      signal('SIGKILL')
      await gone(2000)
      if (child && (await answers(base)))
        throw new Fault('it answers after SIGKILL: the command must run it in the foreground')
    },
  }
}

const pause = () => new Promise((done) => setTimeout(done, 20))

/** Whether a server answers at this URL. */
export async function answers(base: string): Promise<boolean> {
  try {
    const answer = await fetch(`${base}/.well-known/jwks.json`, { signal: AbortSignal.timeout(2000) })
    await answer.arrayBuffer()
    return true
  } catch {
    return false
  }
}
