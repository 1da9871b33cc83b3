// The route of the server-rendered banner's form where routes get a Request and return a Response, as in most frameworks.
import { answerForm } from './answer-form.ts'
import type { Config } from './config-data.ts'

/**
 * Answers a post of the banner's form (see `answerForm`): leads back to the page with status 303 and the cookie. Status
 * 400 for a post from another site, or a body that is not from our form.
 *
 * @param now milliseconds since 1970
 * @throws ConsentError `config-invalid`
 *
 * @example
 * export const POST = (request: Request) => answerRequest(request, config)
 */
export async function answerRequest(request: Request, config: Config, now?: number): Promise<Response> {
  // It fails for a body that is no form.
  const fields = await request.formData().catch(() => new FormData())
  const answer = answerForm(request.headers, fields, config, isHttps(request), now)
  if (!answer) return new Response(null, { status: 400 })
  const headers = new Headers({ location: answer.location })
  for (const cookie of answer.cookies) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}

// Behind a proxy that ends TLS the URL is http, and Origin is what the browser has.
function isHttps({ url, headers }: Request): boolean {
  return [url, headers.get('origin')].some((each) => each?.startsWith('https:'))
}
