// First and second order: the query's gradient at θᵢ, as it is, and carried back through the inner step on a quadratic
// support loss ½ (θ − c)ᵀ H (θ − c): (I − αH) g.

import { arrow, dot, ellipse, label, picture } from './svg.mjs'

const curvature = [0.25, 1.3]
const rate = 0.6
const theta = [-2.4, -1.05]
const queryGradient = [-1.1, -0.95]

const adapted = theta.map((value, axis) => value - rate * curvature[axis] * value)
const carried = queryGradient.map((value, axis) => (1 - rate * curvature[axis]) * value)

const center = [200, 100]
const scale = 56
const place = ([x, y]) => [center[0] + scale * x, center[1] - scale * y]
const downhill = (from, gradient) => from.map((value, axis) => value - gradient[axis])

/** The support loss is the same all along the ellipse through a point. */
function levelOf(point) {
  const level = point.reduce((sum, value, axis) => sum + curvature[axis] * value * value, 0)
  const [a, b] = curvature.map((own) => scale * Math.sqrt(level / own))
  return ellipse(center, a, b)
}

export function secondOrder() {
  const [start, end] = [place(theta), place(adapted)]
  const title = 'The gradient of the query loss at θᵢ, taken to θ as it is, and carried back through the inner step'
  return picture({ width: 400, height: 284, title }, [
    [theta, adapted].map(levelOf),
    arrow(start, end, { color: 'blue' }),
    arrow(end, place(downhill(adapted, queryGradient)), { color: 'dim' }),
    arrow(start, place(downhill(theta, queryGradient)), { color: 'green', width: 4 }),
    arrow(start, place(downhill(theta, carried)), { color: 'orange', width: 4 }),
    dot(start, { size: 6 }),
    dot(end, { color: 'blue' }),
    label([start[0] - 12, start[1] + 6], 'θ', { anchor: 'end', bold: true }),
    label([end[0] - 12, end[1] - 8], 'θᵢ', { anchor: 'end', color: 'blue' }),
    label([20, 222], 'down the query loss at θᵢ', { anchor: 'start', color: 'dim' }),
    label([20, 246], 'first order: the same, from θ', { anchor: 'start', color: 'green', bold: true }),
    label([20, 270], 'second order: carried back through the step', { anchor: 'start', color: 'orange', bold: true }),
  ])
}
