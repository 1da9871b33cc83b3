// What stands below the choices: sections that are loaded when they are first opened.
import type { ComponentChild } from 'preact'
import type { CenterNeeds } from '../view.ts'
import type { OpenSection, Section } from './section.ts'

type SectionName = 'receipts' | 'about'
export type Sections = {
  /** Their names, which are those of their titles in the texts. */
  all: SectionName[]
  open(id: SectionName): void
  view(id: SectionName): ComponentChild
  stop(): void
}

const LOAD: Record<SectionName, () => Promise<OpenSection>> = {
  receipts: async () => (await import('./receipts.tsx')).openReceipts,
  about: async () => (await import('./about.tsx')).openAbout,
}

export function createSections(needs: CenterNeeds, changed: () => void): Sections {
  const opened = new Map<SectionName, Section | undefined>()
  let stopped = false
  async function load(id: SectionName): Promise<void> {
    try {
      const open = await LOAD[id]()
      if (stopped) return
      opened.set(id, open(needs, changed))
      changed()
    } catch (cause) {
      // The next opening tries again.
      opened.delete(id)
      needs.consent.report({ code: 'chunk-unavailable', cause })
    }
  }
  return {
    all: Object.keys(LOAD) as SectionName[],
    open(id) {
      if (opened.has(id)) return
      opened.set(id, undefined)
      void load(id)
    },
    view: (id) => opened.get(id)?.view(),
    stop() {
      stopped = true
      for (const section of opened.values()) section?.stop?.()
    },
  }
}
