// Chunk placet-language.js: finds and loads the texts for the page's language.
export { loadPageTexts as default } from '../page-texts.ts'
