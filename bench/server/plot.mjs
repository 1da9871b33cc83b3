// What a look-up costs over the size of the log, as a picture: both axes logarithmic, legible on light and on dark.

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [560, 260, 56, 128, 16, 40]
const INKS = [
  ['#2563a8', '#7db3ec'],
  ['#b0540f', '#f0a35e'],
]

/** @param lines `{ name, points: [[size, microseconds], …] }` */
export function lookUpPlot(lines) {
  const all = lines.flatMap(({ points }) => points)
  const sizes = decades(all.map(([size]) => size))
  const costs = decades(all.map(([, cost]) => cost))
  const x = (size) => LEFT + ((Math.log10(size) - sizes[0]) / (sizes.at(-1) - sizes[0])) * (WIDTH - LEFT - RIGHT)
  const y = (cost) =>
    HEIGHT - BOTTOM - ((Math.log10(cost) - costs[0]) / (costs.at(-1) - costs[0])) * (HEIGHT - TOP - BOTTOM)
  const rows = costs.map((decade) => {
    const at = y(10 ** decade)
    const text = `<text x="${LEFT - 8}" y="${at + 4}" text-anchor="end">${10 ** decade} µs</text>`
    return `<path class="grid" d="M${LEFT} ${at}H${WIDTH - RIGHT}"/>${text}`
  })
  const columns = sizes.map((decade) => {
    return `<text x="${x(10 ** decade)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${(10 ** decade).toLocaleString('en')}</text>`
  })
  const drawn = lines.map(({ name, points }, index) => {
    const [lastX, lastY] = [Math.round(x(points.at(-1)[0])), Math.round(y(points.at(-1)[1]))]
    const path = points.map(([size, cost]) => `${x(size).toFixed(1)} ${y(cost).toFixed(1)}`).join('L')
    const dots = points.map(([size, cost]) => `<circle cx="${x(size).toFixed(1)}" cy="${y(cost).toFixed(1)}" r="4"/>`)
    const label = `<text x="${lastX + 12}" y="${lastY + 4}">${name}</text>`
    return `<g class="ink${index}"><path d="M${path}"/>${dots.join('')}${label}</g>`
  })
  const title = lines.map(
    ({ name, points }) => `${name}: ${points.map(([size, cost]) => `${Math.round(cost)} µs at ${size}`).join(', ')}`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title">
<title id="title">CPU time of one look-up over the receipts in the log. ${title.join('. ')}.</title>
<style>${styles()}</style>
${rows.join('\n')}
${columns.join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 4}" text-anchor="middle">receipts in the log</text>
${drawn.join('\n')}
</svg>
`
}

// The powers of ten from just below to just above the values.
function decades(values) {
  const [from, to] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))]
  return Array.from({ length: Math.max(to, from + 1) - from + 1 }, (_, index) => from + index)
}

function styles() {
  const inks = (shade) => INKS.map((ink, index) => `.ink${index}{stroke:${ink[shade]};fill:${ink[shade]}}`).join('')
  return [
    'text{font:13px system-ui,sans-serif;fill:#444;stroke:none}.grid{stroke:#8886;fill:none}g path{fill:none;stroke-width:2}',
    `${inks(0)}g text{fill:inherit}`,
    `@media(prefers-color-scheme:dark){text{fill:#bbb}${inks(1)}g text{fill:inherit}}`,
  ].join('')
}
