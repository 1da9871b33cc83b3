// The figures of a run beside what they are measured against, and the budgets they must keep.
import { count, micro, milli, ratio } from './report.mjs'

const STORES = { libsql: 'libsql', postgres: 'PostgreSQL' }
const SHARE = 0.7

export function roundRows(name, { bare, insert50, single, batch }) {
  const store = STORES[name]
  const ceiling = (what, { wall, cpu }) => ({ what, figure: micro(wall), note: `${micro(cpu)} of CPU` })
  return [
    ceiling('a request through the bare adapter', bare),
    ceiling(`${store}: a row, in groups of 50`, insert50),
    ...[
      ['singles', single],
      ['batches of 50', batch],
    ].flatMap(([what, ran]) => [
      ceiling(`beside ${what}: P-256 verification, fresh key`, ran.verify),
      ceiling('… P-256 signature', ran.sign),
      ceiling(`… a row, in groups of ${Math.round(ran.group)}`, ran.insert),
      {
        what: `${store}: ${what}, receipts/s`,
        figure: count(ran.perSecond),
        note: `${ratio(ran.ratio.wall)} of verify + sign + commit (${ratio(ran.withHttp.wall)} with HTTP)`,
        budget: `≥ ${ratio(SHARE)}`,
        holds: ran.ratio.wall >= SHARE,
      },
      {
        what: '… CPU for a receipt',
        figure: micro(ran.cpu),
        note: `${ratio(ran.ratio.cpu)} of it is verify + sign + commit`,
      },
    ]),
  ]
}

export function slowRows({ fast, by1, by5, ratio1, ratio5 }) {
  return [
    { what: 'libsql: singles, the disk as it is', figure: `${count(fast)}/s` },
    ...[
      [1, by1, ratio1],
      [5, by5, ratio5],
    ].map(([slow, perSecond, part]) => ({
      what: `… each commit ${slow} ms slower`,
      figure: `${count(perSecond)}/s`,
      note: ratio(part),
      budget: '≥ 0.50',
      holds: part >= 0.5,
    })),
  ]
}

export function latencyRows({ unloaded, inRow, rate, p50, p99, stolen, ratio: times }) {
  return [
    {
      what: 'libsql: single POST, nobody else there',
      figure: milli(unloaded),
      note: `${milli(inRow)} one right after the other`,
    },
    { what: `… at 70 % load (${count(rate)}/s, Poisson), median`, figure: milli(p50) },
    {
      what: '… p99',
      figure: milli(p99),
      note: `${times.toFixed(1)} × unloaded; neighbours took ${(stolen * 100).toFixed(1)} %`,
      budget: '< 10 ×',
      holds: times < 10,
    },
  ]
}

export function pairRows({ single, batch }) {
  return [
    ['singles', single],
    ['batches of 50', batch],
  ].map(([what, { one, two, ratio: times }]) => ({
    what: `PostgreSQL: ${what}, two processes`,
    figure: `${count(two)}/s`,
    note: `${ratio(times)} × one (${count(one)}/s)`,
    budget: '≥ 1.00',
    holds: times >= 1,
  }))
}

export function lookUpRows(sizes) {
  return sizes.flatMap(({ size, proof, latest, audit }) => [
    { what: `look-ups at ${count(size)}`, figure: `proof ${micro(proof)}`, note: `latest ${micro(latest)}` },
    ...(audit
      ? [
          {
            what: 'placet audit --tree-only',
            figure: `${count(audit.perSecond)}/s`,
            note: `${micro(audit.cpu)} of CPU`,
            budget: '≥ 50,000/s',
            holds: audit.perSecond >= 50_000,
          },
        ]
      : []),
  ])
}
