// Everything that a consent takes from where it runs.
import type { openEvidence } from './evidence/index.ts'
import type { Device, Page } from './page.ts'

export type Environment = {
  page: Page
  device?: Partial<Device>
  /** Loads the part that signs, keeps and sends receipts, when it is first needed. */
  loadEvidence(): Promise<typeof openEvidence>
}
