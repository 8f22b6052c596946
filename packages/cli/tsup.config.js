import base from '../../tsup.config.js'

export default {
  ...base,
  entry: {
    ...base.entry,
    main: 'src/main.ts',
    'cross-backend': 'src/cross-backend/child.ts',
    'cluster-opener': 'src/cluster/opener.ts',
    'cluster-cells': 'src/cluster/train-cell.ts',
    'compare-cells': 'src/compare/child.ts',
  },
}
