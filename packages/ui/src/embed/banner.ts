// Chunk placet-banner.js: the banner, which also opens the other views. It gets what it shares with placet.js as
// arguments.
export { wear as default } from '../wear.ts'
