// Sources whose training tasks are bad now and then, made of any source.

export { negatedTargets, otherLabels, type Part, type Spoil, scaledTargets, shuffledTargets, spoilEpisode } from './spoil.js'
export { badTasks, mixture, type SpoiledSource, type SpoilOptions, spoiled } from './spoiled.js'
