import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Sus datos, su elección',
  lead: '{site} desea utilizar cookies y tecnologías similares para: {purposes}. Nada de esto se activa sin su permiso, y puede cambiar de opinión en cualquier momento.',
  leadOptOut: '{site} utiliza cookies y tecnologías similares para: {purposes}. Puede oponerse en cualquier momento.',
  policy: 'Política de privacidad',
  accept: 'Aceptar todo',
  reject: 'Rechazar todo',
  choose: 'Elegir',
  choices: 'Opciones de privacidad',
  more: async () => (await import('./es-center.ts')).text,
}
