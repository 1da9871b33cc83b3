// The chunk of the first layer. It is given all it shares with placet.js.
export { showBanner as default } from '../banner.ts'
