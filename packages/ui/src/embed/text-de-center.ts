// The chunk of one language's second layer.
export { text } from '../text/de-center.ts'
