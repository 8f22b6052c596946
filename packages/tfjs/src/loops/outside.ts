// Loops stay inside their arrays. Where they read, `?? OUTSIDE` says so to the type: it is never taken, so it costs nothing
// (a function for it cost a tenth of the loop), and a mistake would spoil the result for all to see.

/** What a read outside of an array would give. */
export const OUTSIDE = Number.NaN
