// Images of one's own: a folder for each class. Here the folders are drawn first; yours hold photographs or scans.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simd } from '@assent/backend-simd'
import { images, preparationOf, readExampleFolder } from '@assent/tasks-images'
import { adam, convNet, createRng, initialState, innerSgd, maml, metaTrain, openModel, uniform } from 'assent'
import sharp from 'sharp'

const folder = mkdtempSync(join(tmpdir(), 'own-images-'))
const rng = createRng(1, 'shapes')

/** A class is an angle and a number of stripes; each drawing of it is shifted and as thick as it comes. */
async function draw(path, angle, stripes) {
  const [shift, width] = [rng.uniform(0, 1), rng.uniform(0.3, 0.6)]
  const pixels = Uint8Array.from({ length: 32 * 32 }, (_, i) => {
    const along = ((i % 32) * Math.cos(angle) + Math.floor(i / 32) * Math.sin(angle)) / 32
    return (along * stripes + shift + 10) % 1 < width ? 255 : 0
  })
  await sharp(pixels, { raw: { width: 32, height: 32, channels: 1 } })
    .png()
    .toFile(path)
}

try {
  for (let own = 0; own < 40; own++) {
    const name = join(folder, 'stripes', `class-${own}`)
    mkdirSync(name, { recursive: true })
    const [angle, stripes] = [rng.uniform(0, Math.PI), rng.uniform(2, 6)]
    for (let image = 0; image < 8; image++) await draw(join(name, `${image}.png`), angle, stripes)
  }
  const split = { train: 28, validation: 4, test: 8, seed: 1 }
  const tasks = await images({ from: join(folder, 'stripes'), size: 16, channels: 1, ways: 3, shots: 1, queries: 5, split })
  const run = {
    tasks,
    model: convNet({ input: [16, 16, 1], classes: 3, blocks: 2, filters: 16, stride: 2, pool: false, norm: 'layer' }),
    learner: maml({ inner: innerSgd({ rate: 0.1 }), innerSteps: 3 }),
    weighting: uniform(),
    optimizer: adam(0.003),
    backend: await simd(),
    tasksPerStep: 8,
    metaSteps: Number(process.argv[2] ?? 300),
    seed: 1,
  }
  const state = initialState(run)
  for await (const _ of metaTrain(run, { state }));

  // Somebody's own three classes, one image of each, and others beside them whose class is asked for.
  const kinds = { flat: [1.4, 3], steep: [0.2, 3], fine: [0.8, 6] }
  for (const [name, kind] of Object.entries(kinds)) {
    mkdirSync(join(folder, 'new', name), { recursive: true })
    await draw(join(folder, 'new', name, 'one.png'), ...kind)
    for (let image = 0; image < 5; image++) await draw(join(folder, 'new', `${name}-${image}.png`), ...kind)
  }
  const { classes, others } = await readExampleFolder(join(folder, 'new'), preparationOf(tasks))
  const support = {
    count: classes.length,
    x: Float32Array.from(classes.flatMap(({ images: [first] }) => [...first.values])),
    y: Float32Array.from(classes.flatMap((_, own) => classes.map((_, other) => Number(own === other)))),
  }
  const task = await openModel(run, state.parameters).adapt(support, 5)
  let right = 0
  for (const { path, values } of others) {
    const answer = await task.predict(values)
    right += path.startsWith(classes[answer.indexOf(Math.max(...answer))].name) ? 1 : 0
  }
  console.log(`${right} of ${others.length} new images known, after one of each class`)
} finally {
  rmSync(folder, { recursive: true })
}
