// Loads what the preference center says about the consent record, then gives the function that shows it.
import { recordTextIn } from '@placet/core/config'
import type { DrawCenter, CenterNeeds, CenterTextNeeds } from '../view.ts'
import { showCenter } from './center.tsx'

export async function prepareCenter(needs: CenterTextNeeds): Promise<DrawCenter> {
  const { language, recordIn = language } = needs
  const all: CenterNeeds = { ...needs, record: await recordTextIn(recordIn) }
  return (inline, shown) => {
    if (!shown) return showCenter(all, inline)
    shown.update(all)
    return shown
  }
}
