// The chunk of the preference center. It is given all it shares with placet.js.
export { showCenter as default } from '../center.ts'
