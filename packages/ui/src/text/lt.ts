import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Jūsų duomenys, jūsų pasirinkimas',
  lead: '{site} norėtų naudoti slapukus ir panašias technologijas šiems tikslams: {purposes}. Niekas iš to neveikia, kol to neleidžiate, ir bet kada galite persigalvoti.',
  leadOptOut:
    '{site} naudoja slapukus ir panašias technologijas šiems tikslams: {purposes}. Galite bet kada nesutikti.',
  policy: 'Privatumo politika',
  accept: 'Priimti viską',
  reject: 'Atmesti viską',
  choose: 'Pasirinkti',
  choices: 'Privatumo pasirinkimai',
  more: async () => (await import('./lt-center.ts')).text,
}
