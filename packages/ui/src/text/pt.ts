import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Os seus dados, a sua escolha',
  lead: '{site} gostaria de utilizar cookies e tecnologias semelhantes para: {purposes}. Nada disto é ativado sem a sua autorização, e pode mudar de ideias a qualquer momento.',
  leadOptOut: '{site} utiliza cookies e tecnologias semelhantes para: {purposes}. Pode opor-se a qualquer momento.',
  policy: 'Política de privacidade',
  accept: 'Aceitar tudo',
  reject: 'Rejeitar tudo',
  choose: 'Escolher',
  choices: 'Opções de privacidade',
  more: async () => (await import('./pt-center.ts')).text,
}
