// A video host's player, much reduced: it sets a cookie and shows a film (drawn, so that nothing is downloaded).

export const VIDEO_COOKIE = 'lumen_viewer=v1-demo; Path=/; Max-Age=15552000; SameSite=Lax'

const TEXTS = {
  en: { title: 'How a jug gets its waist', length: '0:12, no sound' },
  de: { title: 'Wie der Krug zu seiner Taille kommt', length: '0:12, ohne Ton' },
}

export function makeVideoPage(language) {
  const lang = language === 'de' ? 'de' : 'en'
  const { title, length } = TEXTS[lang]
  return `<!doctype html>
<html lang="${lang}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
  html, body { block-size: 100%; margin: 0; overflow: hidden; background: #101b2b; color: #e9eef4; font: 15px/1.4 system-ui, sans-serif }
  svg { position: absolute; inset: 0; inline-size: 100%; block-size: 100% }
  p { position: absolute; inset: auto 1.25rem 1.5rem; margin: 0; display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem }
  .length { color: #a9bccf }
  .bar { position: absolute; inset: auto 0 0; block-size: 4px; background: #4d7fb8; transform-origin: left; animation: play 12s linear infinite }
  .jug { transform-origin: 160px 150px; animation: rise 12s cubic-bezier(.45, 0, .3, 1) infinite }
  .ring { animation: turn 1.6s linear infinite }
  @keyframes play { from { transform: scaleX(0) } }
  @keyframes rise { 0% { transform: scale(1.25, .3) } 55%, 100% { transform: none } }
  @keyframes turn { to { stroke-dashoffset: -26 } }
  @media (prefers-reduced-motion: reduce) { * { animation: none !important } }
</style>
<svg viewBox="0 16 320 180" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
  <defs>
    <linearGradient id="clay"><stop stop-color="#8d6f5e"/><stop offset=".45" stop-color="#d2b39c"/><stop offset="1" stop-color="#7c6152"/></linearGradient>
    <radialGradient id="light" cx=".5" cy=".35" r=".7"><stop stop-color="#2f4a6b"/><stop offset="1" stop-color="#101b2b"/></radialGradient>
  </defs>
  <rect x="-200" y="-100" width="720" height="400" fill="url(#light)"/>
  <path fill="#2b3a4c" d="M146 160h28l8 60h-44z"/>
  <ellipse cx="160" cy="154" rx="74" ry="13" fill="#56697f"/>
  <ellipse cx="160" cy="150" rx="74" ry="13" fill="#8fa1b5"/>
  <ellipse class="ring" cx="160" cy="150" rx="62" ry="10" fill="none" stroke="#6f8298" stroke-dasharray="8 18" stroke-width="1.5"/>
  <g class="jug">
    <path fill="url(#clay)" d="M126 150c-9-18-6-34 8-46 9-8 11-17 9-30-1-8-3-12-4-18 14 4 28 4 42 0-1 6-3 10-4 18-2 13 0 22 9 30 14 12 17 28 8 46z"/>
    <path fill="none" stroke="#6d5446" stroke-opacity=".35" d="M123 132q37 8 74 0M129 114q31 7 62 0M140 92q20 5 40 0"/>
    <ellipse cx="160" cy="56" rx="21" ry="4.5" fill="#5c473b"/>
  </g>
</svg>
<p><b>${title}</b> <span class="length">${length}</span></p>
<div class="bar"></div>
</html>
`
}
