import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Seus dados, sua escolha',
  lead: '{site} gostaria de utilizar cookies e tecnologias semelhantes para: {purposes}. Nada disso é ativado sem a sua permissão, e você pode mudar de ideia a qualquer momento.',
  leadOptOut:
    '{site} utiliza cookies e tecnologias semelhantes para: {purposes}. Você pode se opor a qualquer momento.',
  policy: 'Política de privacidade',
  accept: 'Aceitar tudo',
  reject: 'Rejeitar tudo',
  choose: 'Escolher',
  choices: 'Opções de privacidade',
  more: async () => (await import('./pt-BR-center.ts')).text,
}
