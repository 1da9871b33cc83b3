// Finds purposes and services by name.
/** @jsxImportSource preact */
import { inLanguage, type Purpose, type Text } from '@placet/core/config'
import type { VNode } from 'preact'
import type { CenterNeeds } from '../view.ts'
import type { Choices } from './choices.ts'

type SearchProps = { purposes: Purpose[]; needs: CenterNeeds; choices: Choices }

export function Search({ purposes, needs, choices }: SearchProps): VNode {
  const { text, language } = needs
  const isNone = !purposes.some((purpose) => isFound(purpose, choices.search, language))
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
export function isFound({ name, services = [] }: Purpose, search: string, language: string): boolean {
  return [name, ...services.map((service) => service.name)].some((each) => isNamed(each, search, language))
}

export function isNamed(name: Text, search: string, language: string): boolean {
  return inLanguage(name, language).toLowerCase().includes(search)
}
