// A customer's side of HTTP/1.1, as cheap as can be: whatever the customers take, the server on the same two cores has not.
import { connect } from 'node:net'

/** Posts to a server, on as many connections as it takes. `post(body)` resolves with the answer's text. */
export function customersOf(url) {
  const { hostname, port, host } = new URL(url)
  const idle = []

  function open() {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    const connection = { socket, used: false, resolve() {}, reject() {} }
    let parts = []
    let missing = 0
    socket.on('data', (chunk) => {
      if (parts.length === 0) missing = lengthOf(chunk)
      parts.push(chunk)
      missing -= chunk.length
      if (missing > 0) return
      const answer = parts.length === 1 ? chunk : Buffer.concat(parts)
      parts = []
      connection.used = true
      idle.push(connection)
      connection.resolve(answer.toString('utf8', answer.indexOf(END) + END.length))
    })
    const lost = (cause) => {
      const at = idle.indexOf(connection)
      if (at >= 0) idle.splice(at, 1)
      connection.reject(cause ?? new Error('The server hung up.'))
    }
    socket.on('error', lost)
    socket.on('close', () => lost())
    return connection
  }

  return {
    async post(body) {
      const head = `POST /receipts HTTP/1.1\r\nhost: ${host}\r\ncontent-type: text/plain;charset=UTF-8\r\ncontent-length: ${body.length}\r\n\r\n`
      const connection = idle.pop() ?? open()
      return new Promise((resolve, reject) => {
        Object.assign(connection, { resolve, reject })
        connection.socket.write(Buffer.concat([Buffer.from(head), body]))
      }).catch((cause) => {
        // A connection that the server closed for idleness in this very moment.
        if (connection.used) return this.post(body)
        throw cause
      })
    },
  }
}

const END = '\r\n\r\n'

// How long the whole answer is. Its head comes in one piece: so small a one is sent at once.
function lengthOf(chunk) {
  const end = chunk.indexOf(END)
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(chunk.toString('latin1', 0, end)) ?? []
  if (length === undefined) throw new Error(`An answer of unknown length: ${chunk.toString('latin1', 0, 400)}`)
  return end + END.length + Number(length)
}
