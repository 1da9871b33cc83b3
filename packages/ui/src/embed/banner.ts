// Chunk placet-banner.js: the banner in the page's language, which also opens the other views. It gets what it shares
// with placet.js as arguments.
export { followLanguage as default } from '../follow-language.ts'
