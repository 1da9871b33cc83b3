// The chunk that tells Google's tags; only sites whose config names it load it.
export { google as default } from '@placet/core/tellers/google'
