// How long a meta-step takes on a cluster, from what a job, a byte and a task cost: for layouts that are there and that are not.

/** Measured on loopback (`npm run bench -- cluster`, and BullMQ by itself); the link is one of 10 Gb/s. */
export const costs = {
  /** Seconds of the server for each job, whoever does it. */
  job: 0.00084,
  /** Bytes per second through one link. */
  link: 1.25e9,
}

/** How many workers hang on one node of a tree. */
const FAN_IN = 32

/**
 * Seconds for one leg: a vector to every worker, or one from each to a single sum.
 *
 * Star: one server, through whose link all goes. Tree: a server for every {@link FAN_IN} workers or servers. Sharded: every one
 * of `shards` servers has a slice of every vector.
 */
export function legSeconds(layout, { workers, parameters, fanIn = FAN_IN, shards = 32 }, { link } = costs) {
  const vector = (4 * parameters) / link
  switch (layout) {
    case 'star':
      return workers * vector
    case 'tree': {
      const levels = Math.max(1, Math.ceil(Math.log(workers) / Math.log(fanIn) - 1e-9))
      return levels * Math.min(workers, fanIn) * vector
    }
    case 'sharded':
      return (workers * vector) / Math.min(shards, parameters)
    default:
      throw new RangeError(layout)
  }
}

/**
 * Seconds for a meta-step with gradient agreement: θ out, sums in, their sum out, sums in; three rounds of jobs, one for each
 * worker, which the star's one server hands out, and the others' servers side by side.
 */
export function stepSeconds(layout, { workers, parameters, tasks, taskSeconds }, own = costs) {
  const servers = layout === 'star' ? 1 : layout === 'tree' ? Math.max(1, Math.ceil(workers / FAN_IN)) : 32
  const jobs = (3 * workers * own.job) / servers
  const compute = Math.ceil(tasks / workers) * taskSeconds
  return compute + jobs + 4 * legSeconds(layout, { workers, parameters }, own)
}
