// Counts a server's connections: open ones, and those closed at once because there were too many.
import type { Server } from 'node:http'

export type ConnectionCounts = { open: number; dropped: number }

/** @returns a function that returns the current counts */
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
