// The second layer: each purpose to decide on, and sections with more. A native dialog, or a part of the page.
/** @jsxImportSource preact */
import type { Act } from '@placet/core'
import { render } from 'preact'
import { answerButtons } from '../answer-buttons.ts'
import { createElement, langAttributes } from '../element.ts'
import { adoptStyles, resetFor } from '../styles.ts'
import type { CenterNeeds, ShownCenter } from '../view.ts'
import { CenterView } from './center-view.tsx'
import css from './center.css'
import { createChoices } from './choices.ts'
import { confirmSaved } from './saved.ts'
import { createSections } from './sections.ts'

const HOST = 'placet-preferences'

/** Shows the preference center: modal, or in the element given. */
export function showCenter(first: CenterNeeds, inline?: Element): ShownCenter {
  let needs = first
  const { consent, nonce } = needs
  const surface = inline ? 'inline' : 'center'
  // The language that the customer is asked in now.
  const act = (action: NonNullable<Act['action']>, event: Event): Act => {
    return { surface, action, event, language: needs.language }
  }
  const host = inline ?? createElement(HOST)
  const { removeStyles } = adoptStyles(resetFor(HOST) + css, nonce)
  let state: 'shown' | 'failed' | 'gone' = 'shown'
  const hide = (): void => {
    if (state !== 'gone') consent.hide()
  }

  // The dialog closes with a decision: what confirms it stands in the page.
  const choices = createChoices(consent, act, draw, () => inline || confirmSaved(needs))
  const sections = createSections(consent, draw)
  /** Everything that is seen is a function of texts, choices, sections and decision: preact changes only what differs. */
  function draw(): void {
    if (state !== 'shown') return
    Object.assign(host, langAttributes(needs.words ?? needs.language))
    try {
      render(<CenterView {...{ needs, choices, sections, inline: !!inline, hide }} />, host)
    } catch (cause) {
      state = 'failed'
      consent.report({ code: 'view-failed', cause })
      const title = createElement('h2', { tabIndex: -1 }, needs.text.title)
      const content = createElement('div', { className: 'c' }, title, answerButtons(needs, act))
      const frame = createElement(inline ? 'section' : 'dialog', { onclose: hide }, content)
      host.replaceChildren(frame)
      openDialog()
    }
  }
  function openDialog(): void {
    if (inline || !host.isConnected) return
    const dialog = host.firstElementChild as HTMLDialogElement
    dialog.showModal()
    dialog.querySelector('h2')?.focus()
  }

  host.replaceChildren()
  draw()
  // With its dialog inside: an empty one is a place in the page to draw in (preferences-element.ts).
  if (!inline) (document.body ?? document.documentElement).append(host)
  openDialog()
  const unlisten = consent.$decision.listen(draw)
  return {
    update(next) {
      needs = next
      draw()
    },
    remove() {
      const drawn = state === 'shown'
      state = 'gone'
      unlisten()
      sections.stop()
      removeStyles()
      // Closed before it goes, so that focus returns to what opened it.
      if (!inline) (host.firstElementChild as HTMLDialogElement).close()
      if (drawn) render(null, host)
      host.replaceChildren()
      if (!inline) host.remove()
    },
  }
}
