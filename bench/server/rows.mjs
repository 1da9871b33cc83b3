// The figures of a run beside what they are measured against, and the budgets they must keep.
import { count, micro, milli, percent, ratio } from './report.mjs'

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

export function latencyRows({ least, placet, ratio: beside }) {
  const rows = (name, { unloaded, inRow, rate, p50, p99, stolen, ratio: times }, budget) => [
    {
      what: `${name}: single POST, nobody else there`,
      figure: milli(unloaded),
      note: `${milli(inRow)} one after the other`,
    },
    { what: `… at 70 % load (${count(rate)}/s, Poisson), median`, figure: milli(p50) },
    {
      what: '… p99',
      figure: milli(p99),
      note: `${times.toFixed(1)} × unloaded; neighbours took ${percent(stolen)}`,
      ...(budget ? { budget: `< ${budget} ×`, holds: times < budget } : {}),
    },
  ]
  return [
    ...rows('the least server', least),
    ...rows('libsql', placet, 10),
    { what: '… p99 beside that of the least server', figure: `${ratio(beside)} ×` },
  ]
}

export function pairRows({ single, batch }) {
  const cost = ({ cpu, idle }) => `${micro(cpu)} of CPU each, ${percent(idle)} of both cores idle`
  return [
    ['singles', single],
    ['batches of 50', batch],
  ].flatMap(([what, { one, two, ratio: times }]) => [
    { what: `PostgreSQL: ${what}, one process`, figure: `${count(one.perSecond)}/s`, note: cost(one) },
    {
      what: '… two processes',
      figure: `${count(two.perSecond)}/s`,
      note: `${ratio(times)} × one; ${cost(two)}`,
      budget: '≥ 1.00',
      holds: times >= 1,
    },
  ])
}

export function purgingRows({ rate, without, purging }) {
  const row = (what, { p50, p99 }) => ({ what, figure: `${milli(p50)}, ${milli(p99)}` })
  const rest = purging.isOver ? ', and then nothing was left' : ''
  return [
    row(`single POSTs at ${count(rate)}/s: median, p99`, without),
    {
      ...row('… beside a purge', purging),
      note: `${count(purging.erased)} erased a second${rest}; ${percent(without.idle)} and ${percent(purging.idle)} of both cores idle`,
    },
  ]
}

export function lookUpRows(sizes) {
  return sizes.flatMap(({ size, proof, audit }) => [
    { what: `look-ups at ${count(size)}`, figure: `proof ${micro(proof)}` },
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
