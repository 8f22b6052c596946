// What the address says after its #: a screen, and the settings of that screen. A link repeats what its sender saw.

export const screens = {
  vote: 'Vote',
  draw: 'Draw',
  fit: 'Fit',
  yours: 'Your weighting',
} as const

export type ScreenName = keyof typeof screens

export interface Address {
  readonly screen: ScreenName
  readonly settings: URLSearchParams
}

/** Reads `#vote?seed=3`; without a screen it is the first. What is no screen is told, not guessed. */
export function parseAddress(hash: string): Address & { readonly unknown: string | undefined } {
  const [name = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const settings = new URLSearchParams(query)
  if (name === '') return { screen: 'vote', settings, unknown: undefined }
  if (isScreen(name)) return { screen: name, settings, unknown: undefined }
  return { screen: 'vote', settings: new URLSearchParams(), unknown: `there is no screen "${name.slice(0, 40)}"` }
}

function isScreen(name: string): name is ScreenName {
  return Object.hasOwn(screens, name)
}

/** Reads the settings of an address. What cannot be read has its usual value, and is named in `problems`. */
export interface SettingReader {
  read<Value>(name: string, usual: Value, parse: (text: string) => Value | undefined): Value
  number(name: string, range: Range, usual: number): number
  readonly problems: readonly string[]
}

/** The numbers that a setting can be. */
interface Range {
  readonly least: number
  readonly most: number
  readonly whole?: boolean
}

export function readSettings(told: URLSearchParams): SettingReader {
  const problems: string[] = []
  const read: SettingReader['read'] = (name, usual, parse) => {
    const text = told.get(name)
    if (text === null) return usual
    const value = parse(text)
    if (value === undefined) problems.push(`${name}=${text.slice(0, 60)}`)
    return value ?? usual
  }
  return { read, number: (name, range, usual) => read(name, usual, (text) => parseNumber(text, range)), problems }
}

function parseNumber(text: string, { least, most, whole = false }: Range): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  return value >= least && value <= most && (!whole || Number.isInteger(value)) ? value : undefined
}

/** The part after the #. Settings at their defaults are left out by the caller. */
export function showAddress(screen: ScreenName, settings: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const query = given.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':')}`)
  return `#${screen}${query.length > 0 ? `?${query.join('&')}` : ''}`
}
