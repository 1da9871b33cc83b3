// The name of a site's log, in URLs and in the first line of its checkpoints.
import { logName } from '@placet/receipt'

export { logName }

/** The site's origin from its log's name; undefined for any other text. */
export function siteOf(name: string): string | undefined {
  const site = name.startsWith('http:') ? `http://${name.slice(5)}` : `https://${name}`
  return URL.canParse(site) && new URL(site).origin === site ? site : undefined
}

/** A checkpoint's origin: the log's URL without its scheme (C2SP tlog-tiles). */
export function logOrigin(issuer: string, site: string): string {
  return `${issuer.replace(/^https?:\/\//, '').replace(/\/+$/, '')}/log/${logName(site)}`
}
