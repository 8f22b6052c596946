// Max-pooling's three operations, as loops over plain arrays. TensorFlow.js' pooling gradient is wrong on WebAssembly for
// windows without a positive value, its kernels lose NaN, and compositions of them cost a hundred times these loops.

import { type Operation, type Shape, sizeOf } from '@assent/autodiff'
import * as tf from '@tensorflow/tfjs-core'
import { type NodeForm, perTask, type Step, type ValueForm } from '../values.js'

type Pooling = Extract<Operation, { kind: 'poolIndex' | 'pick' | 'place' }>
type Values = Float32Array

/** Where the windows of a batch of images lie. */
interface Windows {
  readonly images: Shape
  /** Shape of one value per window: `[batch, rows, columns, channels]`. */
  readonly windows: Shape
  readonly size: number
  readonly stride: number
}

export function poolingStep({ kind, size, stride }: Pooling, form: NodeForm): Step {
  const { tasks, from, shape } = form
  const count = form.perTask ? tasks : 1
  const whole = (own: Shape): Shape => [count * (own[0] as number), ...own.slice(1)]
  const first = (from[0] as ValueForm).shape
  const layout: Windows =
    kind === 'place'
      ? { images: whole(shape), windows: whole(first), size, stride }
      : { images: whole(first), windows: whole(shape), size, stride }
  const result = form.perTask ? [tasks, ...shape] : [...shape]
  const compute = { poolIndex, pick, place }[kind]
  return (inputs) => {
    const [a, b] = inputs.map(
      (tensor, i) => (form.perTask ? perTask(tensor, from[i] as ValueForm, tasks) : tensor).dataSync() as Values,
    )
    return tf.tensor(compute(layout, a as Values, b as Values), result, 'float32')
  }
}

/** Calls `visit` with each window and its upper left value's position; windows count along channels first. */
function overWindows({ images, windows, stride }: Windows, visit: (window: number, corner: number) => void): void {
  const [, height, width, channels] = images as [number, number, number, number]
  const [batch, rows, columns] = windows as [number, number, number]
  let window = 0
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const corner = ((image * height + row * stride) * width + column * stride) * channels
        for (let channel = 0; channel < channels; channel++) visit(window++, corner + channel)
      }
    }
  }
}

/** How far each position of a window lies from its corner. */
function reaches({ images, size }: Windows): Int32Array {
  const [, , width, channels] = images as [number, number, number, number]
  return Int32Array.from({ length: size * size }, (_, place) => (Math.floor(place / size) * width + (place % size)) * channels)
}

/** The first largest value's position in each window; the first NaN's where there is one. */
function poolIndex(layout: Windows, values: Values): Values {
  const index = new Float32Array(sizeOf(layout.windows))
  const reach = reaches(layout)
  overWindows(layout, (window, corner) => {
    let best = values[corner] as number
    let found = 0
    for (let place = 1; place < reach.length; place++) {
      const value = values[corner + (reach[place] as number)] as number
      if (value > best || (Number.isNaN(value) && !Number.isNaN(best))) {
        best = value
        found = place
      }
    }
    index[window] = found
  })
  return index
}

function pick(layout: Windows, values: Values, index: Values): Values {
  const picked = new Float32Array(index.length)
  const reach = reaches(layout)
  overWindows(layout, (window, corner) => {
    picked[window] = values[corner + (reach[index[window] as number] as number)] as number
  })
  return picked
}

function place(layout: Windows, values: Values, index: Values): Values {
  const placed = new Float32Array(sizeOf(layout.images))
  const reach = reaches(layout)
  overWindows(layout, (window, corner) => {
    const at = corner + (reach[index[window] as number] as number)
    placed[at] = (placed[at] as number) + (values[window] as number)
  })
  return placed
}
