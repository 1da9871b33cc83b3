import type { CenterTexts } from '../texts.ts'

export const text: CenterTexts = {
  save: 'Sábháil mo rogha',
  close: 'Dún',
  always: 'Ar siúl i gcónaí',
  data: 'Sonraí',
  reason: 'Cén fáth',
  benefit: 'An tairbhe duitse',
  recipients: 'Cé a fhaigheann iad',
  retention: 'Cá fhad a choinnítear iad',
  nobody: 'Ní fhaigheann aon duine eile iad',
  details: 'Mionsonraí',
  gpc: 'Seolann do bhrabhsálaí Global Privacy Control. Cloítear leis: tá gach rud a d’fhéadfaí a dhíol nó a roinnt múchta.',
  receipts: 'Mo chuid admhálacha',
  receiptsLead:
    'Síníonn an brabhsálaí seo gach cinneadh. Is leatsa an admháil; is féidir le duine ar bith í a sheiceáil.',
  noReceipts: 'Níl aon admháil ann fós.',
  download: 'Íoslódáil mo chuid admhálacha',
  forget: 'Scrios gach rud anseo',
  events: {
    given: 'Ceadaithe',
    refused: 'Diúltaithe',
    changed: 'Athraithe',
    withdrawn: 'Tarraingthe siar',
    renewed: 'Deimhnithe',
    signal: 'Comhartha ón mbrabhsálaí',
    imported: 'Iompórtáilte',
    disposed: 'Scriosta',
  },
  status: {
    local: 'sínithe, coinnithe anseo amháin',
    pending: 'sínithe, ar an mbealach',
    acknowledged: 'faighte ag {site}',
    countersigned: 'comhshínithe ag {site}',
    rejected: 'níor ghlac {site} léi',
  },
}
