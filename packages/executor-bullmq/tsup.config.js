import base from '../../tsup.config.js'

export default { ...base, entry: { ...base.entry, compute: 'src/worker/compute.ts', 'do-errands': 'src/worker/do-errands.ts' } }
