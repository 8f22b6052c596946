// Where labeled images come from, before they are packed: classes, and the bytes of each image on demand.

import type { Split } from '@assent/core'

/** Height, width, channels. */
export type ImageShape = readonly [height: number, width: number, channels: number]

/** One image as its source has it. */
export interface ListedImage {
  /** Says which image this is when it cannot be used. */
  readonly name: string
  /** The encoded file; with `raw`, the pixels themselves, row by row. */
  read(): Promise<Uint8Array>
  readonly raw?: ImageShape
}

export interface ListedClass {
  /** Unique in its source; with groups, `group/class`. */
  readonly name: string
  /** The super-class, such as an alphabet; empty where there is none. */
  readonly group: string
  /** Where the source itself says what the class is for. */
  readonly split: Split | undefined
  readonly images: readonly ListedImage[]
}

/** What a file was when it was looked at; another size or time means other content. */
export type Stamp = readonly [name: string, size: number, modified: number]

export interface ImageSource {
  /** Path of the source, for messages. */
  readonly where: string
  /** Absolute paths of what it is made of: two sources that are alike in all stamps are not the same. */
  readonly paths: readonly string[]
  /** Stamps of all files that decide its images, cheap enough to take at every start. */
  stamps(): Promise<readonly Stamp[]>
  /**
   * @throws AssentError when the source is missing, or an image is missing or misnamed, with its name
   */
  list(): Promise<readonly ListedClass[]>
}

/** Code-unit order, the same on every machine and as Python sorts these names. */
export function byName<T extends { readonly name: string }>(a: T, b: T): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

/** The first few names, and how many more there are. */
export function listNames(names: readonly string[], most = 10): string {
  const rest = names.length - most
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ')
}
