// Ten points of a wave that nobody has trained on.

const wave = (x) => 2 * Math.sin(x - 1)
const points = [-4.5, -3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 4.5]

export const examples = { x: points.map((x) => [x]), y: points.map(wave) }

/** What is asked. */
export const asked = [[-3], [0], [3]]
