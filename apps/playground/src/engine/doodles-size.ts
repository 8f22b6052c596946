// Apart from the engine, so that the page does not load it only for a number.

/** Pixels of a drawing, across and down. */
export const SIDE = 28
