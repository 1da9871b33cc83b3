// The two answers: alike, and in one row. Agents of customers find them by their places (packages/ui/agents).
import type { Act } from '@placet/core'
import { button, createElement } from './element.ts'
import type { ViewNeeds } from './view.ts'

/** @param act describes the customer's act @param more stands after them in the row */
export function answerButtons(
  { consent, text }: Pick<ViewNeeds, 'consent' | 'text'>,
  act: (action: NonNullable<Act['action']>, event: Event) => Act,
  more?: Element,
): HTMLElement {
  return createElement(
    'div',
    { className: 'b' },
    button(text.accept, '', (event) => void consent.accept('all', act('accept_all', event))),
    button(text.reject, '', (event) => void consent.reject(act('reject_all', event))),
    more,
  )
}
