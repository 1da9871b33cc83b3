// A receipt with all that proves it: docs/schemas/bundle.schema.json, word for word (test/conformance/schemas.test.ts).
import type { Schema } from '../schema.ts'

export const BUNDLE: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:placet:schema:v1:bundle',
  title: 'A receipt with all that proves it',
  description: 'What GET /receipts/:id answers (then status is "kept"), what an export holds, what verify takes.',
  type: 'object',
  required: ['receipt'],
  properties: {
    receipt: {
      type: 'string',
      description: 'See receipt-claims.',
      pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
      maxLength: 8192,
    },
    countersignature: {
      type: 'string',
      description: 'See countersignature-claims.',
      pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
      maxLength: 8192,
    },
    notice: {
      description: 'The notice whose RFC 8785 form has the hash in ntc.',
    },
    proof: {
      type: 'string',
      description: 'C2SP tlog-proof.',
      pattern: '^c2sp\\.org/tlog-proof@v1\\nindex (0|[1-9][0-9]*)\\n',
    },
    status: {
      const: 'kept',
    },
  },
}
