// The files of a data folder.

export function filesIn(dataDir: string): { store: string; keys: string; marks: string; sites: string } {
  return {
    store: `${dataDir}/placet.db`,
    keys: `${dataDir}/keys.json`,
    marks: `${dataDir}/marks.db`,
    sites: `${dataDir}/sites.json`,
  }
}
