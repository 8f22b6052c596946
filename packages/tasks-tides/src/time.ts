// Time as a model sees it: 0 to 36 hours become −1.5 to 1.5.

const hoursPerUnit = 12
const middle = 18

/** The model's input for a time in hours after the start. */
export function inputOf(hours: number): number {
  return (hours - middle) / hoursPerUnit
}

/** The time in hours that an input stands for. */
export function hoursOf(input: number): number {
  return input * hoursPerUnit + middle
}
