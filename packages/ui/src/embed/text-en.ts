// Chunk placet-text-en.js: the texts of the banner, and how to load those of the preference center.
export { text as default } from '../text/en.ts'
