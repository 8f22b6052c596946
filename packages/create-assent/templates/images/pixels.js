// How an image becomes numbers, alike in training, in Node and in the page. Photographs keep their colors with `channels: 3` and
// their light with `invert: false`; with `invert: true`, ink on paper is 1.

export const pixels = { size: 28, channels: 1, invert: true }
