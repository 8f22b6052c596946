// Few-shot tasks over tables of your own.

export type { WindowOptions } from './examples.js'
export type { TableOptions } from './options.js'
export { type ColumnProfile, profileTable, type TableProfile } from './profile.js'
export type { TableFormat, TableSource } from './rows/read-rows.js'
export type { SplitOptions } from './split.js'
export { type TableTasks, table } from './table.js'
