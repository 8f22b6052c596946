import base from '../tsup.config.js'

/** Modules of TensorFlow.js that Node cannot load as they are published; the registry behind them is one per process. */
const gradients = /^@tensorflow\/tfjs-core\/dist\//

export default {
  ...base,
  // Side by side, as processes and threads are started by their file's name.
  entry: {
    main: 'src/main.ts',
    assent: 'src/contestants/assent.ts',
    'jax-js': 'src/contestants/jax-js.ts',
    'stock-tfjs': 'src/contestants/stock-tfjs.ts',
    'cluster-worker': 'src/work/cluster-worker.ts',
    'cluster-opener': 'src/work/cluster-opener.ts',
    'register-thread': 'src/limits/register-thread.ts',
  },
  clean: false,
  noExternal: [gradients],
}
