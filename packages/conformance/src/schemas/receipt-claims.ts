// Claims of a receipt: docs/schemas/receipt-claims.schema.json, word for word (test/conformance/schemas.test.ts).
import type { Schema } from '../schema.ts'

export const RECEIPT_CLAIMS: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:placet:schema:v1:receipt-claims',
  title: 'Claims of a receipt, version 1',
  description: 'docs/receipt-format.md, Claims. Unknown claims and members are kept and are no reason to refuse.',
  type: 'object',
  required: ['v', 'jti', 'iat', 'sub', 'aud', 'evt', 'jur', 'ntc', 'dec', 'dur', 'ui', 'sig', 'seq'],
  properties: {
    v: {
      const: 'urn:placet:receipt:v1',
    },
    jti: {
      type: 'string',
      pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
    },
    iat: {
      type: 'integer',
      description: 'The device’s clock, seconds since 1970.',
      minimum: 0,
      maximum: 9007199254740991,
    },
    sub: {
      type: 'string',
      description: 'Thumbprint (RFC 7638, RFC 9278) of the key in the header.',
      pattern: '^urn:ietf:params:oauth:jwk-thumbprint:sha-256:[A-Za-z0-9_-]{43}$',
    },
    aud: {
      type: 'string',
      description: 'The site’s origin.',
      pattern: '^https?://[^/?#\\s]+$',
    },
    evt: {
      enum: ['given', 'refused', 'changed', 'withdrawn', 'renewed', 'signal', 'imported', 'disposed'],
    },
    jur: {
      type: 'string',
      description: 'The regime that was applied.',
      pattern: '^[a-z]{2}(-[a-z]{2,8})?$',
    },
    ntc: {
      type: 'object',
      required: ['uri', 'ver', 'lang', 'hash'],
      properties: {
        uri: {
          type: 'string',
          description: 'Where the notice can be read.',
          minLength: 1,
        },
        ver: {
          type: 'string',
          description: 'Its version.',
          minLength: 1,
        },
        lang: {
          type: 'string',
          pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$',
        },
        hash: {
          type: 'string',
          description: 'SHA-256 of its RFC 8785 form.',
          pattern: '^[A-Za-z0-9_-]{43}$',
        },
      },
    },
    dec: {
      type: 'object',
      propertyNames: {
        pattern: '^[a-z][a-z0-9-]{0,31}(/[a-z0-9-]{1,32})?$',
      },
      additionalProperties: {
        enum: ['given', 'renewed', 'refused', 'withdrawn', 'objected', 'exempt'],
      },
    },
    ret: {
      type: 'object',
      propertyNames: {
        pattern: '^[a-z][a-z0-9-]{0,31}(/[a-z0-9-]{1,32})?$',
      },
      additionalProperties: {
        type: 'string',
        pattern: '^P(?=[0-9])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?$',
      },
    },
    dur: {
      type: 'string',
      description: 'How long the decision counts (ISO 8601).',
      pattern: '^P(?=[0-9])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?$',
    },
    ui: {
      type: 'object',
      required: ['m', 'a', 't'],
      properties: {
        m: {
          enum: ['banner', 'center', 'inline', 'api'],
        },
        a: {
          enum: ['accept_all', 'reject_all', 'save', 'close', 'withdraw'],
        },
        t: {
          type: 'boolean',
        },
      },
    },
    sig: {
      type: 'object',
      required: ['gpc', 'dnt'],
      properties: {
        gpc: {
          type: 'boolean',
        },
        dnt: {
          type: 'boolean',
        },
      },
    },
    seq: {
      type: 'integer',
      description: 'Its number among the receipts of this key.',
      minimum: 1,
      maximum: 9007199254740991,
    },
    prev: {
      type: 'string',
      description: 'Identity of the receipt before it.',
      pattern: '^[A-Za-z0-9_-]{43}$',
    },
    kp: {
      enum: ['once', 'mem'],
    },
    dsp: {
      type: 'object',
    },
  },
  if: {
    required: ['seq'],
    properties: {
      seq: {
        const: 1,
      },
    },
  },
  then: {
    not: {
      required: ['prev'],
    },
  },
  else: {
    required: ['prev'],
  },
}
