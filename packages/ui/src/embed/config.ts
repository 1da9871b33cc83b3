// The chunk that says in words what is wrong with a config. Only pages whose config has a fault load it.
export { complaintsAbout as default } from '@placet/core/config'
