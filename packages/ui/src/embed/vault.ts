// Chunk placet-vault.js: signs, stores and sends receipts. It gets what it shares with placet.js as arguments.
export { openEvidence as default } from '@placet/core/evidence'
