// The chunk of the first layer, which also calls the others. It is given all it shares with placet.js.
export { wear as default } from '../wear.ts'
