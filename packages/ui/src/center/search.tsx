// Finds purposes and services by name.
/** @jsxImportSource preact */
import type { NoticePurpose } from '@placet/core/config'
import type { VNode } from 'preact'
import type { CenterNeeds } from '../view.ts'
import type { Choices } from './choices.ts'

export function Search({ needs, choices }: { needs: CenterNeeds; choices: Choices }): VNode {
  const { text } = needs
  const isNone = !choices.purposes.some((purpose) => isFound(purpose, choices.search))
  return (
    <div>
      <input
        type="search"
        aria-label={text.search}
        placeholder={text.search}
        onInput={(event) => choices.find(event.currentTarget.value)}
      />
      <p role="status" class="q">
        {isNone && text.noMatch}
      </p>
    </div>
  )
}

/** By its own name, or by that of one of its services. */
export function isFound({ name, services }: NoticePurpose, search: string): boolean {
  return isNamed(name, search) || services.some((service) => isNamed(service.name, search))
}

export function isNamed(name: string, search: string): boolean {
  return name.toLowerCase().includes(search)
}
