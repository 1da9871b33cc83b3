import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'I tuoi dati, la tua scelta',
  lead: 'Con il tuo consenso, noi di {site} usiamo cookie e tecnologie simili per: {purposes}. Nulla di tutto ciò si attiva prima, e puoi cambiare idea in qualsiasi momento.',
  leadOptOut: 'Noi di {site} usiamo cookie e tecnologie simili per: {purposes}. Puoi opporti in qualsiasi momento.',
  policy: 'Informativa sulla privacy',
  accept: 'Accetta tutto',
  reject: 'Rifiuta tutto',
  choose: 'Scegli',
  choices: 'Scelte sulla privacy',
  more: async () => (await import('./it-center.ts')).text,
}
