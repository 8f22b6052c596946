// N-way K-shot tasks over labeled images.

export type { ArrayFiles, From, FromSplits } from './from.js'
export type { ImageShape } from './image-source.js'
export { type EpisodeOptions, type ImagesOptions, images } from './images.js'
export type { ListedImages } from './listed-source.js'
export { type MiniImagenetOptions, miniImagenet } from './mini-imagenet.js'
export { type OmniglotOptions, omniglot } from './omniglot.js'
export type { OmniglotSplit } from './omniglot-splits.js'
export type { Progress } from './pack.js'
export type { Kernel, Preparation, PreparationOptions } from './preparation.js'
export { pythonShuffle } from './python-random.js'
export type { Rotations } from './rotations.js'
export type { RandomSplit, SplitChoice, SplitLists } from './split.js'
