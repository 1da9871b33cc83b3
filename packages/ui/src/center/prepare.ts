// Loads what the preference center says about the consent record, then gives the function that shows it.
import { loadRecordText } from '@placet/core/config'
import type { CenterNeeds, CenterTextNeeds } from '../view.ts'
import { showCenter } from './center.tsx'

export async function prepareCenter(needs: CenterTextNeeds): Promise<(inline?: Element) => () => void> {
  const all: CenterNeeds = { ...needs, record: await loadRecordText(needs.language) }
  return (inline) => showCenter(all, inline)
}
