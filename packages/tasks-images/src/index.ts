// N-way K-shot tasks over labeled images.

export { type EpisodeOptions, type ImagesOptions, images } from './images.js'
export { type MiniImagenetOptions, miniImagenet } from './mini-imagenet.js'
export { type OmniglotOptions, omniglot } from './omniglot.js'
export type { Progress } from './packing/pack.js'
export type { Kernel, Preparation, PreparationOptions } from './packing/preparation.js'
export type { Rotations } from './rotations.js'
export type { ArrayFiles, From, FromSplits } from './sources/from.js'
export type { ImageShape } from './sources/image-source.js'
export type { ListedImages } from './sources/listed-source.js'
export type { OmniglotSplit } from './splits/omniglot-splits.js'
export { pythonShuffle } from './splits/python-random.js'
export type { RandomSplit, SplitChoice, SplitLists } from './splits/split.js'
