// Proto-MAML: Triantafillou et al., "Meta-Dataset" (2020, arXiv 1903.03096), section 4: the head of every task starts from the
// class means of its support features, as a prototypical network would classify, and then adapts with the rest.

import { div, matMul, neg, reshape, scale, square, sum, type Tensor, transpose } from '@assent/autodiff'
import { type Adaptation, type AdaptingTask, type ExampleTensors, fail, type Learner } from '@assent/core'
import { metaGradient } from './maml.js'
import { type LearnerOptions, learnerOf } from './options.js'

/**
 * MAML whose inner loop starts with head weights `2 c_k` and biases `−‖c_k‖²`, where `c_k` is the mean of class k's support
 * features; the gradient flows through them. What θ holds for the head is not used, so tasks of other numbers of classes than
 * in training need only `thetaForWays`. For classification. Second order.
 */
export function protoMaml(options: LearnerOptions): Learner {
  const inner = fromClassMeans(options.inner)
  return learnerOf('protoMaml', 2, { ...options, inner }, (task) => metaGradient(task, inner))
}

function fromClassMeans(inner: Adaptation): Adaptation {
  return {
    ...inner,
    buildsHead: true,
    settings: { ...inner.settings, head: 'class means' },
    begin: (task, support) => {
      const { memory } = inner.begin(task, support)
      return { parameters: withHead(task, support), memory }
    },
  }
}

function withHead(task: AdaptingTask, { x, y }: ExampleTensors): readonly Tensor[] {
  const { head = fail('protoMaml', 'a model that names its linear head', 'none', 'give the model a head') } = task
  const means = classMeans(task.features(task.theta, x), y)
  const [classes = 0] = means.shape
  const built: { readonly [name: string]: Tensor } = {
    [head.weight]: scale(transpose(means), 2),
    [head.bias]: reshape(neg(sum(square(means), [1])), [classes]),
  }
  return task.theta.map((parameter, p) => built[task.names[p] ?? ''] ?? parameter)
}

/** `[classes, features]`: the mean feature of each class, by one-hot targets. */
function classMeans(features: Tensor, y: Tensor): Tensor {
  const counts = sum(y, [0])
  const [classes = 0] = counts.shape
  return div(matMul(y, features, { transposeA: true }), reshape(counts, [classes, 1]))
}
