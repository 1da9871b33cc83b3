// Reads the names of events out of what trackers send: JSON, forms, base64, gzip. It never fails: unreadable is nameless.
import { gunzipSync } from 'node:zlib'

/** The body of a request; empty when it broke off. */
export async function readBody(request) {
  const chunks = []
  try {
    for await (const chunk of request) chunks.push(chunk)
  } catch {
    return Buffer.alloc(0)
  }
  return Buffer.concat(chunks)
}

/** Which tracker, the URL and the body in, names of events out. */
export function eventsOf(tracker, url, body) {
  const names = []
  const nameOf = { amplitude: 'event_type' }[tracker] ?? 'event'
  const data = parse(body, url)
  const list = data?.events ?? data?.batch ?? data
  for (const each of Array.isArray(list) ? list : [list]) {
    if (typeof each?.[nameOf] === 'string') names.push(each[nameOf])
  }
  return names
}

function parse(body, url) {
  const plain = body[0] === 0x1f && body[1] === 0x8b ? gunzip(body) : body.toString()
  const field = new URLSearchParams(plain).get('data') ?? url.searchParams.get('data')
  return json(plain) ?? json(field) ?? json(unbase64(field)) ?? json(unbase64(plain))
}

function gunzip(body) {
  try {
    return gunzipSync(body).toString()
  } catch {
    return ''
  }
}

function json(text) {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' ? (value ?? undefined) : undefined
  } catch {
    return undefined
  }
}

// In a form, a plus sign of base64 may have become a space.
function unbase64(text) {
  return Buffer.from((text ?? '').replaceAll(' ', '+'), 'base64').toString()
}
