// A meta-learned model as one file: written after training, opened wherever a task is to be learned from a few examples.

export type { Earned, ModelNote } from './note.js'
export { type OpenOptions, type ReadyModel, thetaIn } from './open.js'
export { openModelFile } from './open-any.js'
export type { Prediction } from './prediction.js'
export type { NewExamples, ReadyTask } from './ready.js'
export type { FilePrecision } from './tensors.js'
export { type ModelFileOptions, writeModelFile } from './write.js'
