// Tasks of a meta-step on many machines, over a Redis server.

export { type BullmqOptions, bullmq } from './driver/bullmq.js'
export type { Errand } from './driver/errand-work.js'
export { type Errands, type ErrandsOptions, openErrands } from './driver/errands.js'
export type { ClusterEvent } from './driver/events.js'
export { checkFingerprint, takeFingerprint } from './protocol/fingerprint.js'
export type { Fingerprint } from './protocol/messages.js'
export type { Files, Parcel } from './protocol/parcel.js'
export type { ServerOptions } from './server.js'
export { type ClusterStatus, clusterStatus } from './status.js'
export type { DoErrand, ErrandContext } from './worker/errand-messages.js'
export { type ClusterWorker, type ServeOptions, serve } from './worker/serve.js'
export type { Opener } from './worker/thread.js'
