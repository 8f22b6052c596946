// Opens what was learned, adapts it to a few images of each class, and says what others are. Every image that is added is learned
// at once.

import { simd } from '@assent/backend-simd'
import { openModelFile } from '@assent/model-file'
import { drawOn } from './pad.js'
import { load, see } from './see.js'

/** The images of examples/: in folders those of a class, beside the folders those that are asked about. */
const files = import.meta.glob('./examples/**/*.{png,jpg,jpeg,webp}', { eager: true, query: '?url', import: 'default' })

const response = await fetch(`${import.meta.env.BASE_URL}model.safetensors`)
if (!response.ok) throw new Error('no public/model.safetensors: run npm start first')
const model = openModelFile(new Uint8Array(await response.arrayBuffer()), { backend: await simd() })

const examples = []
const asked = []
let task

const place = (id) => document.querySelector(`#${id}`)
const pad = drawOn(place('pad'), () => say(place('pad'), place('drawn')))
place('clear').addEventListener('click', () => {
  pad.clear()
  place('drawn').textContent = ''
})
pick(place('ask'), (image) => {
  ask(image)
  return sayAll()
})

for (const [path, url] of Object.entries(files)) {
  const [, label] = /^\.\/examples\/([^/]+)\/[^/]+$/.exec(path) ?? []
  const image = await load(url)
  if (label === undefined) ask(image)
  else teach(label, image)
}
await learn()

/** Keeps an image as an example of a class, in the row of that class. */
function teach(label, image) {
  examples.push({ label, values: see(image) })
  image.alt = label
  rowOf(label).querySelector('.images').append(image)
}

async function learn() {
  task = await model.adapt({ x: examples.map(({ values }) => values), y: examples.map(({ label }) => label) })
  await sayAll()
}

/** Shows an image with room for what is said of it. */
function ask(image) {
  const figure = document.createElement('figure')
  const answer = document.createElement('figcaption')
  figure.append(image, answer)
  place('asked').append(figure)
  asked.push({ image, answer })
}

async function sayAll() {
  for (const { image, answer } of asked) await say(image, answer)
}

async function say(image, answer) {
  const { label, probability } = await task.predict(see(image))
  answer.textContent = `${label}, ${Math.round(100 * probability)} %`
}

function rowOf(label) {
  const found = [...place('classes').children].find((row) => row.dataset.label === label)
  if (found) return found
  const row = place('row').content.cloneNode(true).firstElementChild
  row.dataset.label = label
  row.querySelector('h2').textContent = label
  pick(row.querySelector('input'), async (image) => {
    teach(label, image)
    await learn()
  })
  row.querySelector('button').addEventListener('click', async () => {
    teach(label, pad.copy())
    pad.clear()
    place('drawn').textContent = ''
    await learn()
  })
  place('classes').append(row)
  return row
}

/** Hands each chosen file to `use` as an image. */
function pick(input, use) {
  input.addEventListener('change', async () => {
    for (const file of input.files) await use(await load(URL.createObjectURL(file)))
    input.value = ''
  })
}
