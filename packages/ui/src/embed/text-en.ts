// The chunk of one language.
export { text as default } from '../text/en.ts'
