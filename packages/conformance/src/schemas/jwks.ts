// Public keys of a backend: docs/schemas/jwks.schema.json, word for word (test/conformance/schemas.test.ts).
import type { Schema } from '../schema.ts'

export const JWKS: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:placet:schema:v1:jwks',
  title: 'Public keys of a backend',
  description: 'RFC 7517. nbf, exp and revoked as OpenID Federation 1.0 names them. Never a private member.',
  type: 'object',
  required: ['keys'],
  properties: {
    keys: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        oneOf: [
          {
            $ref: '#/$defs/countersigns',
          },
          {
            $ref: '#/$defs/signsCheckpoints',
          },
        ],
        not: {
          anyOf: [
            {
              required: ['d'],
            },
            {
              required: ['p'],
            },
            {
              required: ['q'],
            },
            {
              required: ['k'],
            },
          ],
        },
      },
    },
  },
  $defs: {
    countersigns: {
      type: 'object',
      required: ['kty', 'crv', 'x', 'y', 'kid'],
      properties: {
        kty: {
          const: 'EC',
        },
        crv: {
          const: 'P-256',
        },
        x: {
          type: 'string',
          description: '32 bytes.',
          pattern: '^[A-Za-z0-9_-]{43}$',
        },
        y: {
          type: 'string',
          description: '32 bytes.',
          pattern: '^[A-Za-z0-9_-]{43}$',
        },
        kid: {
          type: 'string',
          description: 'Its name.',
          minLength: 1,
        },
        alg: {
          const: 'ES256',
        },
        use: {
          const: 'sig',
        },
        nbf: {
          type: 'integer',
          description: 'Signs nothing before, seconds since 1970.',
          minimum: 0,
          maximum: 9007199254740991,
        },
        exp: {
          type: 'integer',
          description: 'Signs nothing from then on.',
          minimum: 0,
          maximum: 9007199254740991,
        },
        revoked: {
          type: 'object',
          required: ['revoked_at'],
          properties: {
            revoked_at: {
              type: 'integer',
              description: 'Seconds since 1970.',
              minimum: 0,
              maximum: 9007199254740991,
            },
            reason: {
              enum: ['unspecified', 'superseded', 'compromised'],
            },
          },
        },
      },
    },
    signsCheckpoints: {
      type: 'object',
      required: ['kty', 'crv', 'x', 'kid'],
      properties: {
        kty: {
          const: 'OKP',
        },
        crv: {
          const: 'Ed25519',
        },
        x: {
          type: 'string',
          description: '32 bytes.',
          pattern: '^[A-Za-z0-9_-]{43}$',
        },
        kid: {
          type: 'string',
          description: 'Its name.',
          minLength: 1,
        },
        alg: {
          const: 'Ed25519',
        },
        use: {
          const: 'sig',
        },
        nbf: {
          type: 'integer',
          description: 'Signs nothing before, seconds since 1970.',
          minimum: 0,
          maximum: 9007199254740991,
        },
        exp: {
          type: 'integer',
          description: 'Signs nothing from then on.',
          minimum: 0,
          maximum: 9007199254740991,
        },
        revoked: {
          type: 'object',
          required: ['revoked_at'],
          properties: {
            revoked_at: {
              type: 'integer',
              description: 'Seconds since 1970.',
              minimum: 0,
              maximum: 9007199254740991,
            },
            reason: {
              enum: ['unspecified', 'superseded', 'compromised'],
            },
          },
        },
      },
    },
  },
}
