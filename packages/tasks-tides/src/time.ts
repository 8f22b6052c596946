// Time as a model sees it: the phase of the main lunar tide, so that it turns once per 2π, as the sine of the sine tasks
// does. 0 to 36 hours become −9.11 to 9.11.

/** Of M2, the main lunar tide: half the time between two passes of the moon. */
const M2_PERIOD_HOURS = 12.4206012
const hoursPerUnit = M2_PERIOD_HOURS / (2 * Math.PI)
const middle = 18

/** The model's input for a time in hours after the start. */
export function inputOf(hours: number): number {
  return (hours - middle) / hoursPerUnit
}

/** The time in hours that an input stands for. */
export function hoursOf(input: number): number {
  return input * hoursPerUnit + middle
}
