// How images are made alike before they are packed.

/** Resampling of libvips, through sharp; `lanczos3` is what other libraries call Lanczos. */
export type Kernel = 'nearest' | 'linear' | 'cubic' | 'mitchell' | 'lanczos2' | 'lanczos3'

export interface Preparation {
  /** Height and width, or both in one number; unless given, all images must have one size, and keep it. */
  readonly size: number | readonly [height: number, width: number] | null
  readonly kernel: Kernel
  /** 1 is grey, 3 red, green and blue; null keeps what arrays have and makes files colored. */
  readonly channels: 1 | 3 | null
  /** Turns black to white after resizing, so that ink is 1 where it is drawn black on white. */
  readonly invert: boolean
  /** `warning` refuses files that a decoder complains about at all, `error` only those that it cannot decode whole. */
  readonly failOn: 'warning' | 'error'
}

export type PreparationOptions = Partial<Preparation>

/** Images as they are, by Lanczos where a size is given, and nothing damaged. */
export function completePreparation(options: PreparationOptions, defaults: PreparationOptions = {}): Preparation {
  const given = { ...defaults, ...options }
  const { size = null, kernel = 'lanczos3', channels = null, invert = false, failOn = 'warning' } = given
  return { size, kernel, channels, invert, failOn }
}
