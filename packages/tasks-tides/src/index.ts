// Tides at real stations: regression tasks that differ as real places do.

export { tides, type TidesOptions } from './tides.js'
