// The shop's one page.
import { trackerTags } from '../trackers/tags.mjs'
import { pot } from './art.mjs'
import { lookAttributes, lookForm } from './look.mjs'
import { TEXTS } from './texts.mjs'

const PRICES = { cup: 28, bowl: 42, jug: 68, vase: 54 }

/** Language, look, config, the trackers' origin, and a nonce when the page is served under the strict policy, in; HTML out. */
export function makePage({ lang, look, config, trackers, nonce: value }) {
  const t = TEXTS[lang]
  const nonce = value ? ` nonce="${value}"` : ''
  const price = new Intl.NumberFormat(lang, { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 })
  return `<!doctype html>
<html lang="${lang}"${lookAttributes(look)}>
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <meta name="color-scheme" content="light dark">
  <script${nonce} type="application/json" id="placet-config">${JSON.stringify(config).replaceAll('<', '\\u003c')}</script>
  <script${nonce} src="/placet/placet.js"></script>
  <title>${t.title}</title>
  <link rel="icon" href="/icon.svg">
  <link${nonce} rel="stylesheet" href="/theme.css">
  <link${nonce} rel="stylesheet" href="/shop.css">
${trackerTags(trackers, nonce)}

  <script${nonce} type="module" src="/basket.js"></script>
  <script${nonce} type="module" src="/slip.js"></script>
  <script${nonce} type="module" src="/look.js"></script>
</head>
<body>
  <a class="skip" href="#pieces">${t.skip}</a>
  <header class="top">
    <a class="mark" href="?lang=${lang}"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 21V11a9 9 0 0 1 18 0v10zm6 0v-8a3 3 0 0 1 6 0v8z"/></svg>Kiln Nine</a>
    <p class="basket">${t.basket} <output id="basket-count">0</output></p>
    <nav>
      <a href="#pieces">${t.nav.shop}</a>
      <a href="#film">${t.nav.film}</a>
      <a href="${t.language.href}" lang="${t.language.lang}" hreflang="${t.language.lang}">${t.language.label}</a>
    </nav>
  </header>

  <main>
    <section class="hero">
      <div class="hero-words">
        <h1>${t.heading}</h1>
        <p class="lead">${t.lead}</p>
        <p><a class="button" href="#pieces">${t.toShop}</a></p>
        <ul class="facts">${t.facts.map((fact) => `<li>${fact}</li>`).join('')}</ul>
      </div>
      ${slip(t.slip)}
    </section>

    <div data-placet-banner></div>

    <section id="pieces" aria-labelledby="pieces-heading">
      <div class="section-head"><h2 id="pieces-heading">${t.shopHeading}</h2><p>${t.shopLead}</p></div>
      <ul class="shelf">
        ${Object.keys(PRICES)
          .map((id) => piece(t, id, price.format(PRICES[id])))
          .join('\n        ')}
      </ul>
      <p class="said" id="basket-said" role="status"></p>
    </section>

    <section id="film" class="film" aria-labelledby="film-heading">
      <div class="film-words"><h2 id="film-heading">${t.film.heading}</h2><p>${t.film.lead}</p></div>
      <div class="screen">
        <div class="screen-ask">
          <p class="screen-kind">${t.film.kind}</p>
          <p>${t.film.ask}</p>
          <button class="button light" type="button" data-placet-open>${t.film.open}</button>
        </div>
        <iframe data-placet-purpose="video" data-placet-src="${trackers}/video.html?lang=${lang}" title="${t.film.frame}"></iframe>
      </div>
    </section>
  </main>

  <footer class="foot">
    ${lookForm(t.look, look, { lang, ...(nonce && { csp: 1 }) })}
    <p>${t.footer.made}</p>
    <button type="button" data-placet-open>${t.footer.choices}</button>
  </footer>
</body>
</html>
`
}

function piece(t, id, price) {
  const [name, kind] = t.pieces[id]
  return `<li class="piece ${id}">
          ${pot(id)}
          <div class="label">
            <h3>${name}</h3>
            <p class="kind">${kind}</p>
            <p class="price">${price}</p>
            <button type="button" data-add="${id}" data-price="${PRICES[id]}" data-said="${t.added(name)}" aria-label="${t.add}: ${name}">${t.add}</button>
          </div>
        </li>`
}

function slip(t) {
  const { heading, note, clear, ...words } = t
  const data = Object.entries(words).map(([name, text]) => ` data-${name}="${text}"`)
  return `<aside class="slip" id="slip" aria-labelledby="slip-heading"${data.join('')}>
        <h2 id="slip-heading">${heading}</h2>
        <p class="slip-note">${note}</p>
        <p class="slip-sum" id="slip-sum" role="status">${t.nothing}</p>
        <ul id="slip-list"></ul>
        <button type="button" id="slip-clear" hidden>${clear}</button>
      </aside>`
}
