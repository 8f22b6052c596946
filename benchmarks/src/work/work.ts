// The meta-steps that contestants are timed on, as plain data: a contestant may be another process or another language.

export interface Work {
  readonly name: string
  /** `mlp`: 1–width–width–1, relu. `conv4`: four blocks of `width` filters 3 × 3, batch norm, relu, max-pooling 2 × 2. */
  readonly network: 'mlp' | 'conv4'
  /** 2 when the update differentiates through the inner steps. */
  readonly order: 1 | 2
  /** Inner steps. */
  readonly steps: number
  /** The inner rate. */
  readonly rate: number
  readonly tasks: number
  /** Examples per task. */
  readonly support: number
  readonly query: number
  readonly width: number
  /** Height, width and channels of the images of `conv4`. @defaultValue [28, 28, 1] */
  readonly image?: readonly [height: number, width: number, channels: number]
}

const sine = { network: 'mlp', rate: 0.01, tasks: 25, support: 10, query: 10, width: 40 } as const
/** Images of 28 × 28 × 1, 5 ways, 1 shot. */
const conv = { network: 'conv4', rate: 0.4, steps: 1, support: 5, query: 25, width: 32 } as const

export const sineWorks: readonly Work[] = [
  { ...sine, name: 'sine_maml1', order: 2, steps: 1 },
  { ...sine, name: 'sine_maml5', order: 2, steps: 5 },
  { ...sine, name: 'sine_fo5', order: 1, steps: 5 },
]

export const convWorks: readonly Work[] = [
  { ...conv, name: 'conv_fo1_T4', order: 1, tasks: 4 },
  { ...conv, name: 'conv_fo1_T25', order: 1, tasks: 25 },
  { ...conv, name: 'conv_maml1_T25', order: 2, tasks: 25 },
]

/** As mini-ImageNet has them: 84 × 84 in color, 5 + 75 images. */
const mini = { ...conv, rate: 0.01, steps: 5, query: 75, tasks: 4, image: [84, 84, 3] } as const

export const miniWorks: readonly Work[] = [
  { ...mini, name: 'mini_fo5', order: 1 },
  { ...mini, name: 'mini_maml5', order: 2 },
]

/** What the work is, for people. */
export function describeWork({ network, order, steps, tasks, support, query, width, image }: Work): string {
  const of = image ? `, ${image.join(' × ')}` : ''
  const model = network === 'mlp' ? `1–${width}–${width}–1` : `conv4-${width}${of}`
  return `${order === 2 ? 'MAML' : 'FOMAML'}, ${steps} step${steps === 1 ? '' : 's'}, ${model}, ${tasks} tasks of ${support} + ${query}`
}
