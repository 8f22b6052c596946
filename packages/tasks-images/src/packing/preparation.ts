// How images are made alike before they are packed.

import { fail, type TaskSource } from '@assent/core'

const kernels = ['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3'] as const

/** Resampling of libvips, through sharp; `lanczos3` is what other libraries call Lanczos. */
export type Kernel = (typeof kernels)[number]

/** How images are made alike before they are packed, with nothing left out. */
export interface Preparation {
  /** Height and width, or both in one number; with null, all images must have one size, and keep it. @defaultValue null */
  readonly size: number | readonly [height: number, width: number] | null
  /** @defaultValue 'lanczos3' */
  readonly kernel: Kernel
  /** 1 is grey, 3 red, green and blue; null keeps what arrays have and makes files colored. @defaultValue null */
  readonly channels: 1 | 3 | null
  /** The color behind what is transparent, as `#rrggbb`. @defaultValue '#ffffff', white */
  readonly ground: string
  /** Turns black to white after resizing, so that ink is 1 where it is drawn black on white. @defaultValue false */
  readonly invert: boolean
  /**
   * `warning` refuses files that a decoder complains about at all, `error` only those that it cannot decode whole.
   * @defaultValue 'warning'
   */
  readonly failOn: 'warning' | 'error'
}

/** A {@link Preparation}, of which what is left out is as usual. */
export type PreparationOptions = Partial<Preparation>

/**
 * Images as they are, by Lanczos where a size is given, and nothing damaged.
 *
 * @throws AssentError when an option is none of those that there are
 */
export function completePreparation(options: PreparationOptions, defaults: PreparationOptions = {}): Preparation {
  const given = { ...defaults, ...options }
  const { size = null, kernel = 'lanczos3', channels = null, ground = '#ffffff', invert = false, failOn = 'warning' } = given
  return checkPreparation('images', { size, kernel, channels, ground, invert, failOn })
}

/**
 * How a task source of this package prepares its images, sized as its inputs are: with it, `decodeImage` makes of a new photograph
 * what training would have seen.
 *
 * @param tasks or what a record says of them
 * @throws AssentError when these are no tasks over images of this package
 */
export function preparationOf({ settings, inputShape }: Pick<TaskSource, 'settings' | 'inputShape'>): Preparation {
  const { kernel, ground, invert, failOn } = settings
  if (kernel === undefined)
    fail('preparationOf', 'tasks over images of files', 'others', 'give the examples as numbers, prepared as these tasks are')
  const [height, width, channels] = inputShape
  return checkPreparation('preparationOf', { size: [height, width], kernel, channels, ground, invert, failOn })
}

type Unchecked = { readonly [name in keyof Preparation]: unknown }

function checkPreparation(where: string, given: Unchecked): Preparation {
  const { size, kernel, channels, ground, invert, failOn } = given
  const wrong = (name: keyof Preparation, expected: string): never =>
    fail(`${where}.${name}`, expected, `${JSON.stringify(given[name])}`, `correct ${name}, or leave it out`)
  return {
    size: isSize(size) ? size : wrong('size', 'a whole number of at least 1, or [height, width]'),
    kernel: kernels.find((known) => known === kernel) ?? wrong('kernel', kernels.join(', ')),
    channels: channels === null || channels === 1 || channels === 3 ? channels : wrong('channels', '1, 3 or null'),
    ground: typeof ground === 'string' && /^#[0-9a-f]{6}$/i.test(ground) ? ground : wrong('ground', 'a color as #rrggbb'),
    invert: typeof invert === 'boolean' ? invert : wrong('invert', 'true or false'),
    failOn: failOn === 'warning' || failOn === 'error' ? failOn : wrong('failOn', "'warning' or 'error'"),
  }
}

function isSize(size: unknown): size is Preparation['size'] {
  const isSide = (side: unknown) => Number.isSafeInteger(side) && Number(side) >= 1
  return size === null || isSide(size) || (Array.isArray(size) && size.length === 2 && size.every(isSide))
}

/** Height and width that images are brought to; undefined where they keep their own. */
export function sizeOf({ size }: Preparation): readonly [height: number, width: number] | undefined {
  return size === null ? undefined : typeof size === 'number' ? [size, size] : size
}
