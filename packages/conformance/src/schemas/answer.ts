// The answer of POST /receipts: docs/schemas/answer.schema.json, word for word (test/conformance/schemas.test.ts).
import type { Schema } from '../schema.ts'

export const ANSWER: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:placet:schema:v1:answer',
  title: 'Answer of POST /receipts',
  description: 'docs/protocol.md, The answer: one result for each receipt, in order.',
  type: 'object',
  required: ['v', 'results'],
  properties: {
    v: {
      const: 1,
    },
    results: {
      type: 'array',
      maxItems: 50,
      items: {
        $ref: '#/$defs/result',
      },
    },
  },
  $defs: {
    result: {
      type: 'object',
      required: ['status'],
      properties: {
        id: {
          type: 'string',
          description: 'The receipt’s identity: base64url SHA-256 of its signing input.',
          pattern: '^[A-Za-z0-9_-]{43}$',
        },
        status: {
          enum: [200, 201, 409, 410, 422, 429],
        },
        countersignature: {
          type: 'string',
          description: 'See countersignature-claims.',
          pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
          maxLength: 8192,
        },
        read: {
          type: 'string',
          description: 'The bearer token that opens it: base64url SHA-256 of placet-read: and its text.',
          pattern: '^[A-Za-z0-9_-]{43}$',
        },
        index: {
          type: 'integer',
          description: 'Its place in the site’s log.',
          minimum: 0,
          maximum: 9007199254740991,
        },
        proof: {
          type: 'string',
          description: 'C2SP tlog-proof.',
          pattern: '^c2sp\\.org/tlog-proof@v1\\nindex (0|[1-9][0-9]*)\\n',
        },
        flags: {
          type: 'array',
          items: {
            type: 'string',
            pattern: '^[a-z][a-z0-9-]*$',
          },
          uniqueItems: true,
          minItems: 1,
        },
        problem: {
          $ref: 'urn:placet:schema:v1:problem',
        },
      },
      dependentRequired: {
        index: ['proof'],
        proof: ['index', 'countersignature'],
      },
      if: {
        required: ['status'],
        properties: {
          status: {
            enum: [200, 201],
          },
        },
      },
      then: {
        required: ['id'],
        not: {
          required: ['problem'],
        },
      },
      else: {
        required: ['problem'],
        not: {
          anyOf: [
            {
              required: ['countersignature'],
            },
            {
              required: ['read'],
            },
            {
              required: ['index'],
            },
            {
              required: ['proof'],
            },
            {
              required: ['flags'],
            },
          ],
        },
      },
    },
  },
}
