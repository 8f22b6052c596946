// mini-ImageNet as MAML (Finn, Abbeel and Levine 2017, section 5.2 and code) and Reptile (Nichol, Achiam and Schulman 2018,
// appendix A and code) have it. Published: network, rates, steps, tasks per step, meta-steps, 15 queries. MAML's code sums
// the loss over classes, ours is a mean, hence rates times n-way. FOMAML is MAML's setting, as the Reptile paper runs it.
// Ours: no biases before batch norm, no clipping of MAML's meta-gradients; for Reptile pooling that drops the odd row (its
// code pads), inner Adam fresh for each task, adaptation at test on all support images at once.

import type { Recipe } from '../config/recipe.js'

const ways = 5
const model: Recipe['model'] = { name: 'convNet', options: { input: [84, 84, 3], classes: ways, filters: 32 } }

function ofMaml(name: 'maml' | 'fomaml', shots: number): Recipe {
  return {
    tasks: { name: 'mini-imagenet', options: { ways, shots, queries: 15 } },
    model,
    learner: { name, innerSteps: 5, inner: { name: 'sgd', rate: 0.01 * ways } },
    weighting: 'uniform',
    optimizer: { name: 'adam', rate: 0.001 },
    backend: 'simd',
    tasksPerStep: shots === 1 ? 4 : 2,
    metaSteps: 60_000,
    seed: 1,
    evaluation: { episodes: 600, innerSteps: 10 },
  }
}

function ofReptile(shots: number): Recipe {
  return {
    tasks: { name: 'mini-imagenet', options: { ways, shots, queries: 1, trainShots: 15, trainQueries: 1 } },
    model,
    learner: { name: 'reptile', innerSteps: 8, batch: 10, inner: { name: 'adam', rate: 0.001 } },
    weighting: 'uniform',
    optimizer: { name: 'sgd', rate: 1, schedule: 'linear' },
    backend: 'simd',
    tasksPerStep: 5,
    metaSteps: 100_000,
    seed: 1,
    evaluation: { episodes: 600, innerSteps: 50 },
  }
}

export const miniImagenetPresets: { readonly [name: string]: Recipe } = Object.fromEntries(
  [1, 5].flatMap((shots) => [
    [`mini-imagenet-5w${shots}s-maml`, ofMaml('maml', shots)],
    [`mini-imagenet-5w${shots}s-fomaml`, ofMaml('fomaml', shots)],
    [`mini-imagenet-5w${shots}s-reptile`, ofReptile(shots)],
  ]),
)
