// Opens what was learned, adapts it to the three drawings, and says which of them the fourth is.

import { simd } from '@assent/backend-simd'
import { openModelFile } from '@assent/model-file'

const SIZE = 28
const SCALE = 8

const answers = document.querySelector('#answers')
const response = await fetch(`${import.meta.env.BASE_URL}model.safetensors`)
if (!response.ok) throw new Error('no public/model.safetensors: run npm start first')
const model = openModelFile(new Uint8Array(await response.arrayBuffer()), { backend: await simd() })

/** Something to draw on, white on black as the images are; strokes are points from 0 to 1. */
function createPad(parent, title, strokes) {
  const figure = document.createElement('figure')
  const canvas = Object.assign(document.createElement('canvas'), { width: SIZE * SCALE, height: SIZE * SCALE })
  const clear = Object.assign(document.createElement('button'), { textContent: 'clear' })
  canvas.setAttribute('role', 'img')
  canvas.setAttribute('aria-label', title)
  figure.append(canvas, `${title} `, clear)
  document.querySelector(parent).append(figure)
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  Object.assign(pen, { lineWidth: 2.2 * SCALE, lineCap: 'round', lineJoin: 'round', strokeStyle: '#fff' })
  const empty = () => pen.fillRect(0, 0, canvas.width, canvas.height)
  const line = (points) => {
    pen.beginPath()
    for (const [x, y] of points) pen.lineTo(x * canvas.width, y * canvas.height)
    pen.stroke()
  }
  empty()
  strokes.forEach(line)
  let last
  const place = ({ offsetX, offsetY }) => [offsetX / canvas.clientWidth, offsetY / canvas.clientHeight]
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId)
    last = place(event)
  })
  canvas.addEventListener('pointermove', (event) => {
    if (last === undefined) return
    const next = place(event)
    line([last, next])
    last = next
  })
  canvas.addEventListener('pointerup', () => {
    last = undefined
    learn()
  })
  clear.addEventListener('click', empty)
  return { title, pixels: () => shrink(canvas) }
}

/** As training saw its images: 28 × 28 values from 0 to 1. */
function shrink(canvas) {
  const small = new OffscreenCanvas(SIZE, SIZE).getContext('2d')
  small.drawImage(canvas, 0, 0, SIZE, SIZE)
  const { data } = small.getImageData(0, 0, SIZE, SIZE)
  return Float32Array.from({ length: SIZE * SIZE }, (_, i) => data[4 * i] / 255)
}

const circle = Array.from({ length: 25 }, (_, i) => [0.5 + 0.3 * Math.cos(i / 3.8), 0.5 + 0.3 * Math.sin(i / 3.8)])
const other = circle.map(([x, y]) => [0.9 * x + 0.07, 0.95 * y + 0.02])
const signs = [
  createPad('#signs', 'circle', [circle]),
  createPad('#signs', 'cross', [
    [
      [0.2, 0.2],
      [0.8, 0.8],
    ],
    [
      [0.8, 0.2],
      [0.2, 0.8],
    ],
  ]),
  createPad('#signs', 'stairs', [
    [
      [0.2, 0.8],
      [0.2, 0.5],
      [0.5, 0.5],
      [0.5, 0.2],
      [0.8, 0.2],
    ],
  ]),
]
const asked = createPad('#asked', 'unknown', [other])

let current = Promise.resolve()
function learn() {
  current = current.then(async () => {
    const task = await model.adapt({ x: signs.map(({ pixels }) => pixels()), y: signs.map(({ title }) => title) })
    const { probabilities } = await task.predict(asked.pixels())
    const shown = signs.map(({ title }) => `${title} ${(100 * probabilities[title]).toFixed(0)} %`)
    answers.textContent = shown.join(', ')
  })
}
learn()
