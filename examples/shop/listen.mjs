import { createServer } from 'node:http'

/** Handler, port (0: any free one) and host in; a running server's origin, and how to end it, out. */
export function listen(handle, port, host) {
  const server = createServer(handle)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const close = () =>
        new Promise((closed) => {
          server.close(closed)
          server.closeAllConnections()
        })
      resolve({ origin: `http://localhost:${server.address().port}`, close })
    })
  })
}
