// The purposes of the notice, each text in all the languages it has.
import { ownTexts, type Purpose, recordPurpose, type Text } from '@placet/core/config'
import type { CenterNeeds } from '../view.ts'

export function purposesOf({ consent: { config }, language, recordIn = language, record }: CenterNeeds): Purpose[] {
  const own = ownTexts(config, language)?.record
  const written = own ? language : recordIn
  const say = (text: string): Text => ({ [written]: text })
  const kept = recordPurpose(config, own ?? record)
  const [name, reason, benefit] = [kept.name, kept.reason, kept.benefit].map(say) as [Text, Text, Text]
  return [...config.purposes, { ...kept, name, data: kept.data.map(say), reason, benefit }]
}
