import type { CenterTexts } from '../texts.ts'

export const text: CenterTexts = {
  save: 'Αποθήκευση επιλογής',
  close: 'Κλείσιμο',
  always: 'Πάντα ενεργό',
  data: 'Δεδομένα',
  reason: 'Σκοπός',
  benefit: 'Τι κερδίζετε',
  recipients: 'Ποιος τα λαμβάνει',
  retention: 'Πόσο διατηρούνται',
  nobody: 'Κανείς άλλος',
  details: 'Λεπτομέρειες',
  gpc: 'Το πρόγραμμα περιήγησής σας στέλνει Global Privacy Control. Το σεβόμαστε: ό,τι θα μπορούσε να πωληθεί ή να κοινοποιηθεί είναι ανενεργό.',
  receipts: 'Οι αποδείξεις μου',
  receiptsLead:
    'Κάθε απόφαση υπογράφεται από αυτό το πρόγραμμα περιήγησης. Η απόδειξη ανήκει σε εσάς και μπορεί να την ελέγξει ο καθένας.',
  noReceipts: 'Καμία απόδειξη ακόμη.',
  download: 'Λήψη των αποδείξεών μου',
  forget: 'Διαγραφή όλων εδώ',
  events: {
    given: 'Επιτράπηκε',
    refused: 'Απορρίφθηκε',
    changed: 'Άλλαξε',
    withdrawn: 'Ανακλήθηκε',
    renewed: 'Επιβεβαιώθηκε',
    signal: 'Σήμα προγράμματος περιήγησης',
    imported: 'Εισήχθη',
    disposed: 'Διαγράφηκε',
  },
  status: {
    local: 'υπογράφηκε, φυλάσσεται μόνο εδώ',
    pending: 'υπογράφηκε, αποστέλλεται',
    acknowledged: 'παραλήφθηκε: {site}',
    countersigned: 'προσυπογράφηκε: {site}',
    rejected: 'δεν έγινε δεκτή: {site}',
  },
}
