// Faults of a config's own texts that their form does not show: blanks that nothing fills, and an incomplete language.
import { LANGUAGES } from './config-data.ts'
import { matchLanguage } from './language.ts'
import { BANNER_LINES, BASIS_LINES, CENTER_LINES, EVENT_LINES, type OwnTexts, STATUS_LINES } from './text-lines.ts'

/** Complaints about texts that have the right shape. */
export function textFaults(texts: Record<string, OwnTexts> = {}): string[] {
  return Object.entries(texts).flatMap(([language, own]) => [
    ...[...linesOf(own)].flatMap(([line, text]) => blankFaults(`texts.${language}.${line}`, text)),
    ...(matchLanguage(LANGUAGES, language) ? [] : missingIn(language, own)),
  ])
}

// Without these, the rest would be English and marked as the other language.
function missingIn(language: string, own: OwnTexts): string[] {
  const lines = linesOf(own)
  const missing = ALL.filter((line) => !lines.has(line))
  if (!own.record) missing.push('record')
  const known = `this package has no texts in ${JSON.stringify(language)}, so all are needed`
  return missing.length > 0 ? [`texts.${language}: ${known}; missing: ${missing.join(', ')}`] : []
}

function blankFaults(path: string, text: string): string[] {
  const line = path.split('.').at(-1) as string
  const isLead = line === 'lead' || line === 'leadOptOut'
  const known = isLead ? ['{site}', '{purposes}'] : path.includes('.status.') ? ['{site}'] : []
  const used: string[] = text.match(/\{\w*\}/g) ?? []
  const said = known.length > 0 ? `known here: ${known.join(', ')}` : 'there are none here'
  return [
    ...used.filter((blank) => !known.includes(blank)).map((blank) => `${path}: ${blank} is no blank; ${said}`),
    ...(isLead && !used.includes('{purposes}') ? [`${path}: {purposes} is missing`] : []),
  ]
}

/** Path → text, such as `status.local`. */
function linesOf(texts: object): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([name, value]: [string, unknown]): [string, string][] => {
      if (typeof value === 'string') return [[name, value]]
      if (name === 'record' || typeof value !== 'object') return []
      return [...linesOf(value as object)].map(([line, text]) => [`${name}.${line}`, text])
    }),
  )
}

const ALL: string[] = [
  ...BANNER_LINES,
  ...CENTER_LINES,
  ...EVENT_LINES.map((event) => `events.${event}`),
  ...STATUS_LINES.map((status) => `status.${status}`),
  ...BASIS_LINES.map((basis) => `bases.${basis}`),
]
