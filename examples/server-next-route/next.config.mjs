// A driver with a native part, and files that are looked for beside the package: not for the bundle.
export default { serverExternalPackages: ['@placet/server'] }
