// The notice: the config in one language, as shown to the customer. Every receipt contains its hash.
import { type Config, type Purpose, RECORD_RETENTION, type Recipient, type Text } from './config-data.ts'
import { COOKIE, HOST_COOKIE } from './cookie.ts'
import { inLanguage, ownTexts } from './in-language.ts'
import type { RecordText } from './text-lines.ts'

/** JSON, hashed in its RFC 8785 form. The consent record is listed as an exempt purpose. */
export type Notice = {
  version: string
  language: string
  regime: string
  controller: Config['controller']
  policy?: string
  purposes: NoticePurpose[]
}
export type NoticePurpose = {
  id: string
  name: string
  data: string[]
  reason: string
  benefit: string
  consequence?: string
  basis: Purpose['basis']
  recipients: Recipient[]
  retention: string
  services: { id: string; name: string; recipients: Recipient[]; hosts: string[]; storage: string[] }[]
  hosts: string[]
  storage: string[]
}

/**
 * Makes the notice of a config in a language. A text without that language falls back as in `inLanguage`.
 *
 * @param record from `loadRecordText(language)`, unless the config has its own
 */
export function makeNotice(config: Config, language: string, record: RecordText): Notice {
  const { version, regime = 'eu', policy } = config
  const { name, contact, address } = config.controller
  const controller = { name, contact, ...(address ? { address } : {}) }
  const say = (text: Text) => inLanguage(text, language)
  const purposes = config.purposes.map<NoticePurpose>((purpose) => ({
    id: purpose.id,
    name: say(purpose.name),
    data: purpose.data.map(say),
    reason: say(purpose.reason),
    benefit: say(purpose.benefit),
    ...(purpose.consequence ? { consequence: say(purpose.consequence) } : {}),
    basis: purpose.basis,
    recipients: purpose.recipients,
    retention: purpose.retention,
    services: (purpose.services ?? []).map(({ id, name, recipients = [], hosts = [], storage = [] }) => ({
      id,
      name: say(name),
      recipients,
      hosts,
      storage,
    })),
    hosts: purpose.hosts ?? [],
    storage: purpose.storage ?? [],
  }))
  purposes.push(recordPurpose(config, ownTexts(config, language)?.record ?? record))
  return { version, language, regime, controller, ...(policy ? { policy } : {}), purposes }
}

/** The consent record is a purpose too, with its own data and retention. */
export function recordPurpose(config: Config, { name, data, reason, benefit }: RecordText): NoticePurpose {
  return {
    id: 'consent-record',
    name,
    data,
    reason,
    benefit,
    basis: 'exempt',
    recipients: [],
    retention: config.record?.retention ?? RECORD_RETENTION,
    services: [],
    hosts: [],
    storage: [COOKIE, HOST_COOKIE],
  }
}
