import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Do shonraí, do rogha',
  lead: 'Ba mhaith le {site} fianáin agus teicneolaíochtaí cosúla a úsáid le haghaidh: {purposes}. Ní ritheann aon chuid de seo go dtí go gceadaíonn tú é, agus is féidir leat d’intinn a athrú am ar bith.',
  leadOptOut:
    'Úsáideann {site} fianáin agus teicneolaíochtaí cosúla le haghaidh: {purposes}. Is féidir leat cur ina choinne am ar bith.',
  policy: 'Polasaí príobháideachais',
  accept: 'Glac le gach rud',
  reject: 'Diúltaigh do gach rud',
  choose: 'Roghnaigh',
  choices: 'Roghanna príobháideachais',
  more: async () => (await import('./ga-center.ts')).text,
}
