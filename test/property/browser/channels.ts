// BroadcastChannel of one origin: in order, to everybody else, some time later.
import type { Schedule } from './schedule.ts'

export type Channels = ReturnType<typeof makeChannels>

type Channel = { onmessage: ((event: { data: unknown }) => void) | null; tab: number }

export function makeChannels({ gate }: Schedule) {
  const open = new Set<Channel>()
  return {
    of: (tab: number) =>
      class implements Channel {
        onmessage = null
        tab = tab
        constructor(_name: string) {
          open.add(this)
        }
        postMessage(data: unknown): void {
          for (const other of open) {
            if (other === this) continue
            void gate(other.tab, 'message').then(() => open.has(other) && other.onmessage?.({ data }))
          }
        }
        close(): void {
          open.delete(this)
        }
      } as unknown as typeof BroadcastChannel,
    kill(tab: number): void {
      for (const each of open) if (each.tab === tab) open.delete(each)
    },
  }
}
