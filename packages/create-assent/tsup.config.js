import base from '../../tsup.config.js'

export default { ...base, entry: { ...base.entry, main: 'src/main.ts' } }
