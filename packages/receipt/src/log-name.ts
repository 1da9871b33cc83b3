// How a site's log is called: in URLs, and at the end of its checkpoints' origin.

/** `shop.example` for https, `http:localhost:4300` for http: an origin as one segment of a path. */
export function logName(site: string): string {
  const { protocol, host } = new URL(site)
  return protocol === 'https:' ? host : `${protocol}${host}`
}

/**
 * Whether a checkpoint's origin (C2SP tlog-checkpoint) is that of the site's log. What stands before `/log/` is the backend's
 * address when the log began: a log keeps its name when the backend moves, so it is not compared.
 */
export function isLogOf(site: string, origin: string): boolean {
  return origin.endsWith(`/log/${logName(site)}`)
}
