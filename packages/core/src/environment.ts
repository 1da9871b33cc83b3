// The environment of a consent, passed as arguments.
import type { openEvidence } from './evidence/index.ts'
import type { Device, Page } from './page.ts'

export type Environment = {
  page: Page
  device?: Partial<Device>
  /** Loads the code that signs, stores and sends receipts, when it is first needed. */
  loadEvidence(): Promise<typeof openEvidence>
}
