// A browser with one site open in any number of tabs. Everything in it is real or small; nothing of ours is replaced.
import { type Channels, makeChannels } from './channels.ts'
import { type Jar, makeJar } from './cookies.ts'
import { type Database, makeDatabase } from './database.ts'
import { type Locks, makeLocks } from './locks.ts'
import { makeNetwork, type Network } from './network.ts'
import { makeSchedule, type Pick, type Schedule } from './schedule.ts'

export type Browser = {
  schedule: Schedule
  jar: Jar
  database: Database
  locks: Locks
  channels: Channels
  network: Network
  /** The jar as a process sees it that has not heard of another’s newest write. */
  snapshot: Jar | undefined
  /** The tab dies: nothing of it runs any more, what it held is free. */
  kill(tab: number): void
}

export function makeBrowser(pick: Pick): Browser {
  const schedule = makeSchedule(pick)
  const locks = makeLocks(schedule)
  const channels = makeChannels(schedule)
  return {
    schedule,
    jar: makeJar(),
    database: makeDatabase(schedule),
    locks,
    channels,
    network: makeNetwork(schedule),
    snapshot: undefined,
    kill(tab) {
      schedule.kill(tab)
      channels.kill(tab)
      locks.kill(tab)
    },
  }
}
