import base from '../../tsup.config.js'

export default { ...base, entry: { index: 'src/index.ts', main: 'src/main.ts', 'cross-backend': 'src/cross-backend/child.ts' } }
