// What people do with the packages, on whatever runtime runs this file: each path ends in a few numbers, printed as one line
// of JSON, `{ path: numbers }`, or `{ path: "what went wrong" }`.

import { gradient, mul, reference, sum, trace } from '@assent/autodiff'
import { simd } from '@assent/backend-simd'
import { threads } from '@assent/executor-threads'
import { openModelFile, writeModelFile } from '@assent/model-file'
import { renderReport } from '@assent/report'
import { quickdraw } from '@assent/tasks-quickdraw'
import { sinusoid } from '@assent/tasks-sinusoid'
import { tides } from '@assent/tasks-tides'
import {
  adam,
  adapt,
  evaluate,
  gradientAgreement,
  initialState,
  innerSgd,
  load,
  maml,
  metaTrain,
  mlp,
  restore,
  sampleEpisode,
  save,
} from 'assent'

const runWith = (backend, tasks) => ({
  tasks,
  model: mlp({ sizes: [tasks.inputShape[0], 16, 16, 1], activation: 'tanh' }),
  learner: maml({ inner: innerSgd({ rate: 0.01 }), innerSteps: 2 }),
  weighting: gradientAgreement(),
  optimizer: adam(0.001),
  backend,
  tasksPerStep: 4,
  metaSteps: 10,
  seed: 1,
})

async function train(run, state = initialState(run), until = run.metaSteps, executor = undefined) {
  for await (const { step } of metaTrain(run, { state, ...(executor && { executor }) })) if (step === until) break
  return state
}

/** A few numbers that stand for many. */
const few = (values) => Array.from(values).filter((_, place) => place % Math.ceil(values.length / 8) === 0)

const paths = {
  'second derivatives': async () => {
    const program = trace({ x: { shape: [3], perTask: true } }, ({ x }) => {
      const [slope] = gradient(sum(mul(mul(x, x), x)), [x])
      return { curvature: gradient(sum(slope), [x])[0] }
    })
    const executable = await reference().compile(program, 1)
    executable.write('x', [1, 2, 3])
    await executable.run()
    return Array.from(await executable.read('curvature'))
  },
  'train, save, restore, go on': async () => {
    const run = runWith(await simd(), sinusoid())
    const half = await train(run, initialState(run), 5)
    const { parameters } = await train(run, restore(run, load(save(run, half))))
    const whole = await train(run)
    if (`${parameters}` !== `${whole.parameters}`) throw new Error('other values than without a stop')
    return few(parameters)
  },
  'adapt to tides, and evaluate': async () => {
    const run = runWith(await simd(), await tides({ shots: 5 }))
    const { parameters } = await train(run)
    const { support, query } = sampleEpisode(run, 2, 'test', 0)
    const model = await adapt(run, parameters, support, 2)
    const { steps } = await evaluate(run, parameters, { episodes: 5, innerSteps: 2, seed: 3 })
    return [...few(await model.predict(query.x)), ...steps.map(({ score }) => score.mean)]
  },
  'open a model file, adapt, and take a task up again': async () => {
    const backend = await simd()
    const run = runWith(backend, sinusoid())
    const { parameters } = await train(run)
    const model = openModelFile(writeModelFile(run, parameters, { innerSteps: 3 }), { backend })
    const task = await model.adapt({ x: [[-2], [0], [1], [3]], y: [1.5, 0.5, -1, 0.25] })
    const { values } = await task.predict([2])
    const again = await model.reopen(task.save()).predict([2])
    if (`${values}` !== `${again.values}`) throw new Error('another answer than before the task was put away')
    if (task.losses.at(-1) >= task.losses[0]) throw new Error('nothing was learned')
    return [...task.losses, ...values]
  },
  'read doodles': async () => {
    const { support } = sampleEpisode({ tasks: await quickdraw({ ways: 5, shots: 1 }) }, 1, 'test', 0)
    return [support.x.reduce((total, value) => total + value, 0), ...few(support.y)]
  },
  'worker threads': async () => {
    const run = runWith(await simd(), sinusoid())
    return few((await train(run, undefined, undefined, threads({ workers: 2, limit: 60 }))).parameters)
  },
  'write a report': async () => {
    const log = [{ step: 1, supportLoss: 2, queryLoss: 1, weightSum: 1, negativeShare: 0, stretch: 1 }]
    const runs = [{ seed: 1, log, votes: [], setup: {} }]
    return [renderReport({ title: 'one step', methods: [{ name: 'mine', trials: [], samples: [], runs }] }).length]
  },
}

const found = {}
for (const [name, run] of Object.entries(paths)) {
  try {
    found[name] = await run()
  } catch (error) {
    found[name] = `${error?.name}: ${error?.message}`
  }
}
console.log(JSON.stringify(found))
