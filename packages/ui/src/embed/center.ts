// Chunk placet-center.js: the preference center. It gets what it shares with placet.js as arguments.
export { prepareCenter as default } from '../center/prepare.ts'
