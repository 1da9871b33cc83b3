import type { CenterTexts } from '../texts.ts'

export const text: CenterTexts = {
  save: 'Issejvja l-għażla tiegħi',
  close: 'Agħlaq',
  always: 'Dejjem mixgħul',
  data: 'Data',
  reason: 'Għal xiex',
  benefit: 'X’tikseb inti',
  recipients: 'Min jirċeviha',
  retention: 'Kemm iddum tinżamm',
  nobody: 'Ħadd ieħor',
  details: 'Dettalji',
  gpc: 'Il-browser tiegħek jibgħat Global Privacy Control. Dan jiġi rispettat: dak li jista’ jinbiegħ jew jinqasam huwa mitfi.',
  receipts: 'L-irċevuti tiegħi',
  receiptsLead:
    'Kull deċiżjoni tiġi ffirmata minn dan il-browser. L-irċevuta hija tiegħek; kulħadd jista’ jivverifikaha.',
  noReceipts: 'Għad m’hemmx irċevuti.',
  download: 'Niżżel l-irċevuti tiegħi',
  forget: 'Ħassar kollox hawn',
  events: {
    given: 'Permess',
    refused: 'Irrifjutat',
    changed: 'Mibdul',
    withdrawn: 'Irtirat',
    renewed: 'Ikkonfermat',
    signal: 'Sinjal tal-browser',
    imported: 'Importat',
    disposed: 'Imħassar',
  },
  status: {
    local: 'iffirmata, miżmuma hawn biss',
    pending: 'iffirmata, fi triqitha',
    acknowledged: 'irċevuta minn {site}',
    countersigned: 'kontrofirmata minn {site}',
    rejected: 'mhux aċċettata minn {site}',
  },
}
