// What the tests use.

export { backends, isPassedOver } from './backends.js'
export { checkFile, type Finding } from './check.js'
export { type GoldenFile, readFolder } from './format.js'
