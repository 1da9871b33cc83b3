// Chunk placet-text-en-center.js: the texts of the preference center.
export { text } from '../text/en-center.ts'
