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

/** A number of an address, from `least` to `most`; `usual` where there is none, or another. */
export function readNumber(told: URLSearchParams, name: string, least: number, most: number, usual: number): number {
  const value = Number(told.get(name) ?? usual)
  return value >= least && value <= most ? value : usual
}

/** The part after the #. Settings at their defaults are left out by the caller. */
export function showAddress(screen: ScreenName, settings: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const query = given.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':')}`)
  return `#${screen}${query.length > 0 ? `?${query.join('&')}` : ''}`
}
