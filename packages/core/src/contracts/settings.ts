// What a component says of itself, for checkpoints, logs and reports.

/** Plain data that describes a component's options. */
export type Settings = { readonly [name: string]: Setting }

/** A value that JSON can hold. */
export type Setting = string | number | boolean | null | readonly Setting[] | Settings

/** Something that can be named in a log and told apart from the same thing with other options. */
export interface Described {
  readonly name: string
  readonly settings: Settings
}

/** Name and options, and nothing that cannot be stored. */
export function describe({ name, settings }: Described): { name: string; settings: Settings } {
  return { name, settings }
}
