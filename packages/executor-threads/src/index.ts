// Worker threads for the tasks of a meta-step.

export { type ThreadsOptions, threads } from './threads.js'
