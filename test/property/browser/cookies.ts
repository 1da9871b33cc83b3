// The cookie jar of one site over https, as `document.cookie` shows it.

export type Jar = {
  read(): string
  write(line: string): void
  corrupt(): void
  evict(): void
  isEmpty(): boolean
  copy(): Jar
}

export function makeJar(given: Iterable<[string, string]> = []): Jar {
  let cookies = new Map(given)
  return {
    read: () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    write(line: string): void {
      const [pair = '', ...attributes] = line.split(/; */)
      const at = pair.indexOf('=')
      const name = pair.slice(0, at)
      if (attributes.some((each) => /^max-age=0$/i.test(each))) cookies.delete(name)
      else cookies.set(name, pair.slice(at + 1))
    },
    corrupt(): void {
      for (const [name, value] of cookies) cookies.set(name, value.slice(0, -3))
    },
    evict(): void {
      cookies = new Map()
    },
    isEmpty: () => cookies.size === 0,
    copy: () => makeJar(cookies),
  }
}
