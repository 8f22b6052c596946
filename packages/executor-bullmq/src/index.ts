// Tasks of a meta-step on many machines, over a Redis server.

export { type BullmqOptions, bullmq } from './driver/bullmq.js'
export type { ClusterEvent } from './driver/events.js'
export type { ServerOptions } from './server.js'
export { type ClusterStatus, clusterStatus } from './status.js'
export { type ClusterWorker, type ServeOptions, serve } from './worker/serve.js'
export type { Opener } from './worker/thread.js'
