// The chunk of the constant control. It is given all it shares with placet.js.
export { showReopen as default } from '../reopen.ts'
