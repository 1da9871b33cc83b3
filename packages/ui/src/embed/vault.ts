// The chunk that signs, keeps and sends. It is given all it shares with placet.js.
export { openEvidence as default } from '@placet/core/evidence'
