import { startServer } from './server.mjs'

const server = await startServer()
console.log(`The shop is at ${server.url}, its backend at ${server.url}/consent`)
process.once('SIGTERM', server.close)
process.once('SIGINT', server.close)
