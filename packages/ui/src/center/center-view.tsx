// The preference center as a whole: heading, choices, answers, sections.
/** @jsxImportSource preact */
import type { VNode } from 'preact'
import type { CenterNeeds } from '../view.ts'
import { Answer } from './answer.tsx'
import type { Choices } from './choices.ts'
import { PurposeView } from './purpose.tsx'
import { purposesOf } from './purposes.ts'
import { Search } from './search.tsx'
import type { Sections } from './sections.ts'

type CenterViewProps = { needs: CenterNeeds; choices: Choices; sections: Sections; inline: boolean; hide(): void }

export function CenterView({ needs, choices, sections, inline, hide }: CenterViewProps): VNode {
  const { consent, text } = needs
  const purposes = purposesOf(needs)
  const Frame = inline ? 'section' : 'dialog'
  return (
    <Frame aria-labelledby="placet-center" onClose={hide}>
      <div class="c">
        <header>
          <h2 id="placet-center" tabIndex={-1}>
            {text.choices}
          </h2>
          {!inline && (
            <button type="button" class="q x" aria-label={text.close} onClick={hide}>
              ✕
            </button>
          )}
        </header>
        {/* Only said while it is so: an explicit yes may have been given after the signal (CCPA §7025(c)(6)). */}
        {consent.signals.gpc && choices.allOff() && <p class="g">{text.gpc}</p>}
        {choices.isMany && <Search {...{ purposes, needs, choices }} />}
        {purposes.map((purpose) => (
          <PurposeView key={purpose.id} {...{ purpose, needs, choices }} />
        ))}
        <div class="b">
          <Answer label={text.accept} run={choices.accept} />
          <Answer label={text.reject} run={choices.reject} />
          <Answer label={text.save} run={choices.save} quiet />
        </div>
        {inline && (
          <p role="status" class="d">
            {choices.isSaved && text.saved}
          </p>
        )}
        {sections.all.map((id) => (
          <details key={id} class="k" onToggle={() => sections.open(id)}>
            <summary>
              <h2 id={`placet-${id}`}>{text[id]}</h2>
            </summary>
            {sections.view(id, needs)}
          </details>
        ))}
      </div>
    </Frame>
  )
}
