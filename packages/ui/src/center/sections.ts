// What stands below the choices: sections that are loaded when they are first opened.
import type { Consent } from '@placet/core'
import type { ComponentChild } from 'preact'
import type { CenterNeeds } from '../view.ts'
import type { OpenSection, Section } from './section.ts'

type SectionName = 'receipts' | 'about'
export type Sections = {
  /** Their names, which are those of their titles in the texts. */
  all: SectionName[]
  open(id: SectionName): void
  view(id: SectionName, needs: CenterNeeds): ComponentChild
  stop(): void
}

const LOAD: Record<SectionName, () => Promise<OpenSection>> = {
  receipts: async () => (await import('./receipts.tsx')).openReceipts,
  about: async () => (await import('./about.tsx')).openAbout,
}

export function createSections(consent: Consent, changed: () => void): Sections {
  const opened = new Map<SectionName, Section | undefined>()
  let stopped = false
  async function load(id: SectionName): Promise<void> {
    try {
      const open = await LOAD[id]()
      if (stopped) return
      opened.set(id, open(consent, changed))
      changed()
    } catch (cause) {
      // The next opening tries again.
      opened.delete(id)
      consent.report({ code: 'chunk-unavailable', cause })
    }
  }
  return {
    all: Object.keys(LOAD) as SectionName[],
    open(id) {
      if (opened.has(id)) return
      opened.set(id, undefined)
      void load(id)
    },
    view: (id, needs) => opened.get(id)?.view(needs),
    stop() {
      stopped = true
      for (const section of opened.values()) section?.stop?.()
    },
  }
}
