// The chunk of one language's second layer.
export { text } from '../text/en-center.ts'
