// Durations and lists in the words of a language.

/** 'P1Y6M' in a language: '1 year, 6 months'. */
export function duration(iso: string, language: string): string {
  const units = { Y: 'year', M: 'month', W: 'week', D: 'day' }
  const counts = [...iso.matchAll(/(\d+)([YMWD])/g)].map(([, count, unit]) => {
    const style = { style: 'unit', unit: units[unit as keyof typeof units], unitDisplay: 'long' } as const
    return new Intl.NumberFormat(language, style).format(Number(count))
  })
  return new Intl.ListFormat(language, { type: 'unit', style: 'short' }).format(counts)
}

export function listed(texts: string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(texts)
}
