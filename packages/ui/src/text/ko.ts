import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: '내 데이터, 내 선택',
  lead: '{site}에서 다음 목적으로 쿠키 및 유사한 기술을 사용하려고 합니다: {purposes}. 허용하시기 전에는 아무것도 실행되지 않으며 언제든지 선택을 바꿀 수 있습니다.',
  leadOptOut: '{site}에서 다음 목적으로 쿠키 및 유사한 기술을 사용합니다: {purposes}. 언제든지 거부할 수 있습니다.',
  policy: '개인정보 처리방침',
  accept: '모두 허용',
  reject: '모두 거부',
  choose: '선택하기',
  choices: '개인정보 선택',
  more: async () => (await import('./ko-center.ts')).text,
}
