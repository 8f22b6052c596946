import { createRequire } from 'node:module'

/** The version of a package that the command line is made of. */
export function versionOf(name: string): string {
  const require = createRequire(import.meta.url)
  return (require(`${name}/package.json`) as { version: string }).version
}
