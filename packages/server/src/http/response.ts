// An answer as plain data. Node's server writes it directly; for other runtimes it is converted to a Response.

/** Header names are in lower case. */
export type HttpResponse = { status: number; headers: Record<string, string>; body: string | Uint8Array | null }

export function respondWith(body: string | Uint8Array, type: string, cache: string): HttpResponse {
  return { status: 200, headers: { 'content-type': type, 'cache-control': cache }, body }
}

export function toResponse({ status, headers, body }: HttpResponse): Response {
  return new Response(body as string | Uint8Array<ArrayBuffer> | null, { status, headers })
}
