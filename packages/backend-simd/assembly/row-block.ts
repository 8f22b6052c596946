// How the rows of a per-task output are walked through.

/** Values of a row that are worked on at a time: products and combinations of all rows share the cache. */
export const block = 256
