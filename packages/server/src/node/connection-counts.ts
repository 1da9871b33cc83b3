// Counts a server's connections: those that are open, and those it closed at once because there were too many.
import type { Server } from 'node:http'

export type ConnectionCounts = { open: number; dropped: number }

/** @returns what the counts are now, whenever it is called */
export function countConnections(server: Server): () => ConnectionCounts {
  let open = 0
  let dropped = 0
  server.on('connection', (socket) => {
    open++
    socket.once('close', () => open--)
  })
  server.on('drop', () => dropped++)
  return () => ({ open, dropped })
}
