import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Your data, your choice',
  lead: '{site} would like to use cookies and similar technologies for: {purposes}. None of this runs until you allow it, and you can change your mind at any time.',
  leadOptOut: '{site} uses cookies and similar technologies for: {purposes}. You can object at any time.',
  policy: 'Privacy policy',
  accept: 'Accept all',
  reject: 'Reject all',
  choose: 'Choose',
  choices: 'Privacy choices',
  more: async () => (await import('./en-center.ts')).text,
}
