import type { CenterTexts } from '../texts.ts'

export const text: CenterTexts = {
  save: 'Mijn keuze opslaan',
  close: 'Sluiten',
  always: 'Altijd aan',
  data: 'Gegevens',
  reason: 'Waarvoor',
  benefit: 'Wat u eraan hebt',
  recipients: 'Wie ze ontvangt',
  retention: 'Hoelang ze bewaard blijven',
  nobody: 'Niemand anders',
  details: 'Details',
  gpc: 'Uw browser stuurt Global Privacy Control. Dat wordt gerespecteerd: wat verkocht of gedeeld kan worden, staat uit.',
  receipts: 'Mijn bewijzen',
  receiptsLead:
    'Elke beslissing wordt door deze browser ondertekend. Het bewijs is van u; iedereen kan het controleren.',
  noReceipts: 'Nog geen bewijs.',
  download: 'Mijn bewijzen downloaden',
  forget: 'Hier alles wissen',
  events: {
    given: 'Toegestaan',
    refused: 'Geweigerd',
    changed: 'Gewijzigd',
    withdrawn: 'Ingetrokken',
    renewed: 'Bevestigd',
    signal: 'Browsersignaal',
    imported: 'Overgenomen',
    disposed: 'Verwijderd',
  },
  status: {
    local: 'ondertekend, alleen hier bewaard',
    pending: 'ondertekend, onderweg',
    acknowledged: 'ontvangen door {site}',
    countersigned: 'medeondertekend door {site}',
    rejected: 'niet aanvaard door {site}',
  },
}
