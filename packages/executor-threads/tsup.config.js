import base from '../../tsup.config.js'

export default { ...base, entry: { ...base.entry, worker: 'src/worker.ts' } }
