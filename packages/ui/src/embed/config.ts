// Chunk placet-config.js: explains the faults of a config. It is loaded only for a faulty one.
export { complaintsAbout as default } from '@placet/core/config'
