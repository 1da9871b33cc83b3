// The chunk of one language: its first layer, which knows where its second is.
export { text as default } from '../text/de.ts'
