// The route handler of Next.js: /consent/receipts and everything beside it is the backend's.
import { handle } from '../../../backend.mjs'

export const dynamic = 'force-dynamic'
export const runtime = 'nodejs'

export const GET = handle
export const HEAD = handle
export const POST = handle
// Next would answer by itself, without CORS.
export const OPTIONS = handle
