// The pots, drawn: a clay body, a dip of glaze with an uneven edge, light from the left.

const CLAY = { light: '#dcc3ac', body: '#c7a68b', dark: '#94735c' }

const POTS = {
  cup: {
    body: 'M66 118c2 36 5 68 12 76 6 5 38 5 44 0 7-8 10-40 12-76z',
    glaze: 'M66 118c1 18 2 34 4 47 8 5 13-3 20 1s12 9 19 3 12 0 21-5c2-13 3-28 4-46z',
    mouth: [100, 118, 34, 6.5],
    extra: '<path d="M132 132c26-4 32 12 26 27-4 11-17 17-31 15l2-10c10 1 17-3 19-9 4-10-1-15-17-12z"/>',
    glazeFill: ['#eef1f0', '#bcc6c8', '#7d8a90'],
    inside: '#5f6b70',
  },
  bowl: {
    body: 'M34 128c4 34 28 60 48 66 6 3 30 3 36 0 20-6 44-32 48-66z',
    glaze: 'M34 128c2 15 8 29 16 40 12 3 15-9 28-5s16 12 30 6 14-4 23-1 12 4 19-2c8-11 14-23 16-38z',
    mouth: [100, 128, 66, 10],
    extra: '',
    glazeFill: ['#5f8fd8', '#2457a8', '#122f66'],
    inside: '#0e2450',
  },
  jug: {
    body: 'M62 196c-14-22-12-46 4-62 14-14 20-28 16-48-1-8-3-13-4-20 14-3 32-4 50-8-4 9-7 17-8 28-2 19 4 33 16 48 14 17 14 40 0 62-8 4-66 4-74 0z',
    glaze:
      'M56 172c-3-15 1-28 10-38 14-14 20-28 16-48-1-8-3-13-4-20 14-3 32-4 50-8-4 9-7 17-8 28-2 19 4 33 16 48 8 10 12 21 11 34-8 6-13-2-22 1s-14 10-24 6-11-7-20-4-14 6-25 1z',
    mouth: [101, 64, 23, 5],
    extra: '<path d="M79 72c-30-10-46 8-44 34 2 20 12 34 25 40l4-11c-9-5-16-15-17-29-1-19 9-28 32-22z"/>',
    glazeFill: ['#f3cd76', '#d2942c', '#875411'],
    inside: '#5c390c',
  },
  vase: {
    body: 'M72 196c-8-18-16-42-14-64 2-20 18-32 24-46 4-9 4-22 3-34h30c-1 12-1 25 3 34 6 14 22 26 24 46 2 22-6 46-14 64-6 4-50 4-56 0z',
    glaze:
      'M60 154c-3-8-3-15-2-22 2-20 18-32 24-46 4-9 4-22 3-34h30c-1 12-1 25 3 34 6 14 22 26 24 46 1 8 0 16-2 24-9 8-14-1-23 2s-10 12-20 8-9-12-19-9-10 3-18-3z',
    mouth: [100, 52, 15, 3.6],
    extra: '',
    glazeFill: ['#8cc6a4', '#3d8465', '#194635'],
    inside: '#10301f',
  },
}

/** A pot's name in, an SVG out; it says nothing to screen readers, its caption does. */
export function pot(name) {
  const { body, glaze, mouth, extra, glazeFill, inside } = POTS[name]
  const [cx, cy, rx, ry] = mouth
  const shade = (id, [light, middle, dark]) =>
    `<linearGradient id="${name}-${id}"><stop stop-color="${middle}"/><stop offset=".28" stop-color="${light}"/><stop offset=".62" stop-color="${middle}"/><stop offset="1" stop-color="${dark}"/></linearGradient>`
  return `<svg class="pot" viewBox="0 38 200 170" aria-hidden="true" focusable="false">
    <defs>${shade('glaze', glazeFill)}${shade('clay', [CLAY.light, CLAY.body, CLAY.dark])}</defs>
    <ellipse class="pot-shadow" cx="112" cy="197" rx="62" ry="6"/>
    <g fill="url(#${name}-glaze)">${extra}</g>
    <path d="${body}" fill="url(#${name}-clay)"/>
    <path d="${glaze}" fill="url(#${name}-glaze)"/>
    <ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${glazeFill[0]}"/>
    <ellipse cx="${cx}" cy="${cy + ry * 0.12}" rx="${rx - 2.5}" ry="${ry * 0.76}" fill="${inside}"/>
  </svg>`
}
