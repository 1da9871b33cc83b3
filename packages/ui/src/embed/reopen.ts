// Chunk placet-reopen.js: the fixed button. It gets what it shares with placet.js as arguments.
export { showReopen as default } from '../reopen.ts'
