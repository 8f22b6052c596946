// Numbers as people read them.

/** Four digits at most, for texts that stand in for a chart. */
export function showShort(value: number): string {
  return minus(`${Number(value.toPrecision(4))}`)
}

/** Two digits after the point; a dash where there is no number. */
export function showFixed(value: number): string {
  return Number.isFinite(value) ? minus(value.toFixed(2)) : '–'
}

/** A share in whole per cent. */
export function showShare(share: number): string {
  return `${(100 * share).toFixed(0)} %`
}

/** A number with its noun: `1 step`, `2 steps`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** The mean; NaN of nothing. */
export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function minus(text: string): string {
  return text.replace(/^-/, '−')
}
