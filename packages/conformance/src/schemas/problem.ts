// Problem details of a refusal: docs/schemas/problem.schema.json, word for word (test/conformance/schemas.test.ts).
import type { Schema } from '../schema.ts'

export const PROBLEM: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:placet:schema:v1:problem',
  title: 'Problem details of a refusal',
  description: 'RFC 9457. With status where a whole request is refused; without it in a result.',
  type: 'object',
  required: ['type', 'code', 'title'],
  properties: {
    type: {
      type: 'string',
      description: 'urn:placet:problem: and the code.',
      pattern: '^urn:placet:problem:[a-z0-9-]+$',
    },
    code: {
      type: 'string',
      description: 'Stable; docs/errors.md.',
      pattern: '^[a-z][a-z0-9-]*$',
    },
    title: {
      type: 'string',
      description: 'For people.',
      minLength: 1,
    },
    detail: {
      type: 'string',
      description: 'For people: what was seen.',
    },
    status: {
      type: 'integer',
      minimum: 400,
      maximum: 599,
    },
  },
}
