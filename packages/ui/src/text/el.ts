import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Τα δεδομένα σας, η επιλογή σας',
  lead: '{site} θέλει να χρησιμοποιεί cookies και παρόμοιες τεχνολογίες για: {purposes}. Τίποτα από αυτά δεν ενεργοποιείται χωρίς την άδειά σας και μπορείτε να αλλάξετε γνώμη ανά πάσα στιγμή.',
  leadOptOut:
    '{site} χρησιμοποιεί cookies και παρόμοιες τεχνολογίες για: {purposes}. Μπορείτε να αντιταχθείτε ανά πάσα στιγμή.',
  policy: 'Πολιτική απορρήτου',
  accept: 'Αποδοχή όλων',
  reject: 'Απόρριψη όλων',
  choose: 'Επιλογή',
  choices: 'Επιλογές απορρήτου',
  more: async () => (await import('./el-center.ts')).text,
}
