// Chunk placet-text-de-center.js: the texts of the preference center.
export { text } from '../text/de-center.ts'
