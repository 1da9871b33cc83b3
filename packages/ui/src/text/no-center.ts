import type { CenterTexts } from '../texts.ts'

export const text: CenterTexts = {
  save: 'Lagre valget mitt',
  close: 'Lukk',
  always: 'Alltid på',
  data: 'Data',
  reason: 'Formål',
  benefit: 'Hva du får ut av det',
  recipients: 'Hvem som mottar dem',
  retention: 'Hvor lenge de lagres',
  nobody: 'Ingen andre',
  details: 'Detaljer',
  gpc: 'Nettleseren din sender Global Privacy Control. Det blir fulgt: Det som kunne bli solgt eller delt, er slått av.',
  receipts: 'Mine kvitteringer',
  receiptsLead:
    'Hver avgjørelse signeres av denne nettleseren. Kvitteringen er din; hvem som helst kan kontrollere den.',
  noReceipts: 'Ingen kvittering ennå.',
  download: 'Last ned kvitteringene mine',
  forget: 'Slett alt her',
  events: {
    given: 'Tillatt',
    refused: 'Avvist',
    changed: 'Endret',
    withdrawn: 'Trukket tilbake',
    renewed: 'Bekreftet',
    signal: 'Signal fra nettleseren',
    imported: 'Importert',
    disposed: 'Slettet',
  },
  status: {
    local: 'signert, lagret bare her',
    pending: 'signert, underveis',
    acknowledged: 'mottatt av {site}',
    countersigned: 'kontrasignert av {site}',
    rejected: 'ikke godtatt av {site}',
  },
}
