// What a language has to say. `{site}` and `{purposes}` are filled in.
import type { BannerTexts, CenterTexts } from '@placet/core/config'

export type { CenterTexts } from '@placet/core/config'

/** The first layer, and where to get the second: who only answers the banner does not download it. */
export type Texts = BannerTexts & { more(): Promise<CenterTexts> }

/** A text with its `{names}` filled in. */
export function interpolate(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}
