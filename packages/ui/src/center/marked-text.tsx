// Texts of the config, each marked where it is in another language than what is around it (WCAG 3.1.2).
/** @jsxImportSource preact */
import { inLanguage, languageOf, type Text } from '@placet/core/config'
import type { VNode } from 'preact'
import { listTexts } from '../banner-content.ts'
import { langAttributes } from '../element.ts'
import type { CenterNeeds } from '../view.ts'

type Languages = Pick<CenterNeeds, 'language' | 'words'>

export function markedText(text: Text, { language, words = language }: Languages): string | VNode {
  const lang = languageOf(text, language)
  const said = inLanguage(text, language)
  return lang === words ? said : inSpan(said, lang)
}

/** As a list in a sentence. */
export function markedList(texts: Text[], { language, words = language }: Languages): (string | VNode)[] {
  return listTexts(texts, language, words, inSpan)
}

function inSpan(text: string, lang: string): VNode {
  return <span {...langAttributes(lang)}>{text}</span>
}
