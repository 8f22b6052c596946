// The waves' axis. Apart from the engine, so that the page does not load it only for some numbers.

/** The ends of the axis. */
export const RANGE = [-5, 5] as const

/** Points of a curve, evenly from one end of the axis to the other. */
export const CURVE_POINTS = 41
