// Drop, paste or choose; each receipt is verified and shown. No network: the page's policy has none to give.
import { chainFindings, verify } from '@placet/receipt'
import { make, makeCard } from './card.js'
import { readAll } from './read.js'

/** So many cards are shown, those that do not hold first; the rest is counted. */
const SHOWN = 200

const byId = (id) => document.getElementById(id)
const [form, receipts, keys, files, told, results] = ['form', 'receipts', 'keys', 'files', 'told', 'results'].map(byId)

form.addEventListener('submit', (event) => {
  event.preventDefault()
  check()
})
form.addEventListener('reset', () => {
  results.replaceChildren()
  told.textContent = ''
})
files.addEventListener('change', async () => {
  await take(files.files)
  files.value = ''
})
addEventListener('dragover', (event) => {
  event.preventDefault()
  document.body.classList.add('over')
})
addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) document.body.classList.remove('over')
})
addEventListener('drop', (event) => {
  document.body.classList.remove('over')
  if (event.dataTransfer.files.length === 0) return
  event.preventDefault()
  take(event.dataTransfer.files)
})

// Files go where they belong: keys beside keys, all else to the receipts.
async function take(dropped) {
  for (const file of dropped) {
    const text = await file.text()
    const { evidence } = readAll([text])
    if (evidence.length > 0) receipts.value = text
    else keys.value = text
  }
  await check()
}

// What is checked last is what is shown, however long the one before takes.
let runs = 0
async function check() {
  const run = ++runs
  results.replaceChildren()
  if (!globalThis.crypto?.subtle) {
    told.textContent = 'This browser gives no cryptography to this page. Open it from your disk, or over https.'
    return
  }
  const { evidence, keys: given } = readAll([receipts.value, keys.value])
  if (evidence.length === 0) {
    told.textContent = 'There is no receipt yet: paste one, or drop a file.'
    receipts.focus()
    return
  }
  told.textContent = 'Checking…'
  const checked = []
  for (const each of evidence) {
    const verdict = await verify(each, { keys: given, now: Math.floor(Date.now() / 1000) })
    if (run !== runs) return
    checked.push({ evidence: each, verdict })
  }
  const holding = checked.filter(({ verdict }) => verdict.valid)
  const chains = await chainFindings(holding.map((each) => each.evidence.receipt))
  if (run !== runs) return
  const numbered = checked.map((each, at) => ({ ...each, number: at + 1 }))
  const badFirst = [...numbered.filter((each) => !each.verdict.valid), ...numbered.filter((each) => each.verdict.valid)]
  const shown = (numbered.length > SHOWN ? badFirst : numbered).slice(0, SHOWN)
  results.replaceChildren(
    ...chains.map(({ code, severity, detail }) =>
      make('p', [make('strong', code), ` ${detail}`], severity === 'error' ? 'chain error' : 'chain'),
    ),
    ...shown.map((each) => makeCard(each, each.number)),
  )
  told.textContent = sum(checked, holding, given)
}

function sum(checked, holding, keys) {
  const [all, bad] = [checked.length, checked.length - holding.length]
  const what = all === 1 ? 'receipt' : 'receipts'
  const count =
    bad === 0
      ? `✓ ${all === 1 ? 'The receipt holds' : `All ${all} receipts hold`}.`
      : `✗ ${bad} of ${all} ${what} ${bad === 1 ? 'does' : 'do'} not hold.`
  const without = keys ? '' : ' Checked without the backend’s public keys.'
  const more = all > SHOWN ? ` Shown are ${SHOWN}, those that do not hold first.` : ''
  return count + without + more
}
