// Apart from the engine, so that the page does not load it only for a number.

/** Points of a curve, evenly from one end of the axis to the other. */
export const CURVE_POINTS = 41
