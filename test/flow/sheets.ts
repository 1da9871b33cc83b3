// Style sheets of pages: frameworks as npm brings them, and rules of our own that break other banners.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from 'tailwindcss'

const PACKAGES = join(import.meta.dirname, '../node_modules')

const EVERYTHING_WRONG = `display:inline!important;position:static!important;opacity:.1!important;visibility:hidden!important;
  font:italic 9px serif!important;color:red!important;background:#f0f!important;transform:rotate(3deg)!important;
  pointer-events:none!important;inset:0!important;direction:rtl!important;content:'x'!important`

export const HOSTILE: Record<string, string> = {
  'everything unset': '*{all:unset!important}',
  'no buttons': 'button{display:none!important}',
  'huge text in every div': 'div{font-size:60px}',
  'a loud reset':
    '*{box-sizing:content-box;letter-spacing:2px}button,a,input,label{background:#f0f;border-radius:0;text-transform:uppercase;' +
    'padding:24px;float:left}p,h2,h3,li{margin:40px;line-height:3;color:#0f0}svg{display:none}',
  'whatever is hidden, shown': '[hidden]{display:block!important;visibility:visible!important}',
  'the strongest words': `#search,placet-banner,placet-banner *,placet-preferences *,html body :is(button,input,p,h2,dialog){
    display:inline!important;position:static!important;opacity:.1!important;font:italic 9px serif!important;color:red!important;
    transform:rotate(3deg)!important;visibility:hidden!important;pointer-events:none!important;inset:0!important}`,
  'a root of 10 px': 'html{font-size:62.5%}',
  'the other direction': '*{direction:rtl!important;unicode-bidi:bidi-override!important}',
  'every pseudo-element': `*::before,*::after,*::marker,*::placeholder,*::first-line,*::first-letter,*::backdrop{
    content:'x'!important;color:#0f0!important;background:#f0f!important;font-size:40px!important;opacity:.3!important}
    *::details-content{display:none!important}*::-webkit-details-marker{display:none!important}`,
  // An important declaration in a layer beats every unlayered one.
  'a layer with !important': `@layer page{*:not(html,body),*::before,*::after,*::marker,*::backdrop{${EVERYTHING_WRONG}}}`,
}

/** Classes of the sample page, for the four frameworks at once. */
const CLASSES =
  'btn btn-primary button is-primary card box table form-control input rounded-lg bg-sky-200 p-4 entry-title'

/** What a framework does to elements is in all of these; what it does to classes is in the page (`CLASSES`). */
export const FRAMEWORKS: Record<string, string> = {
  'Bootstrap 5': installed('bootstrap/dist/css/bootstrap.min.css'),
  'Tailwind 4': await tailwind('@import "tailwindcss" important;'),
  'Tailwind 4, preflight without layers': await tailwind(
    '@import "tailwindcss/theme.css"; @import "tailwindcss/preflight.css"; @import "tailwindcss/utilities.css";',
  ),
  'Bulma 1': installed('bulma/css/bulma.min.css'),
  // npm has none of WordPress's default themes alone. Underscores is what those of 2012 to 2019 were made from.
  'WordPress, Underscores': installed('undescores-for-npm/style.css'),
  ...ownSheets(process.env.PLACET_SHEETS),
}

/** What pages are made of, in the words of each framework. */
export const SAMPLE = `<div id="sample"><nav class="navbar menu flex"><a class="navbar-brand" href="#a">Home</a></nav>
<article class="card box p-4"><h2 class="title entry-title">A heading</h2><p class="lead subtitle">Words, <a href="#b">a link</a>.</p>
<ul class="list-group"><li>one</li><li class="active">two</li></ul><blockquote>Said.</blockquote><hr>
<table class="table"><tr><th>One</th><td>1</td></tr></table></article>
<form><label class="form-label label">Name <input class="form-control input"></label> <select class="select"><option>One</option></select>
<textarea class="textarea"></textarea><input type="checkbox" class="checkbox form-check-input">
<button type="button" class="${CLASSES}">Send</button></form>
<details><summary>More</summary><p>Even more.</p></details><img alt="" src="data:,"><code>code</code> <mark>mark</mark>
<section popover id="of-page">A popover of the page</section><p hidden>Hidden</p></div>`

function installed(path: string): string {
  return readFileSync(join(PACKAGES, path), 'utf8')
}

/** As Tailwind's own compiler writes it for the sample page. */
async function tailwind(entry: string): Promise<string> {
  const { build } = await compile(entry, {
    loadStylesheet: async (id, base) => {
      const path = id === 'tailwindcss' ? 'tailwindcss/index.css' : id
      return { path, base, content: installed(path) }
    },
  })
  return build(CLASSES.split(' ').concat('flex', 'hidden'))
}

/** Further sheets, to be tried by hand: each `.css` file of a folder. */
function ownSheets(folder = ''): Record<string, string> {
  if (!existsSync(folder)) return {}
  const names = readdirSync(folder).filter((name) => name.endsWith('.css'))
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}
