// Tides at real stations: regression tasks that differ as real places do.

export { type TidesOptions, tides } from './tides.js'
