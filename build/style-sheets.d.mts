export function styleSheets(): { name: string }
export function importantSheet(css: string, filename?: string): string
