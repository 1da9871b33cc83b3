// What a backend answers, as plain data: Node's server writes it as it is, for every other runtime it becomes a Response.

/** Names of headers in small letters. */
export type HttpResponse = { status: number; headers: Record<string, string>; body: string | Uint8Array | null }

export function respondWith(body: string | Uint8Array, type: string, cache: string): HttpResponse {
  return { status: 200, headers: { 'content-type': type, 'cache-control': cache }, body }
}

export function toResponse({ status, headers, body }: HttpResponse): Response {
  return new Response(body as string | Uint8Array<ArrayBuffer> | null, { status, headers })
}
