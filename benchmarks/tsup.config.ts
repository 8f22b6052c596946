import base from '../tsup.config.js'

/** Modules of TensorFlow.js that Node cannot load as they are published; the registry behind them is one per process. */
const gradients = /^@tensorflow\/tfjs-core\/dist\//

export default {
  ...base,
  entry: ['src/main.ts', 'src/contestants/assent.ts', 'src/contestants/jax-js.ts', 'src/contestants/stock-tfjs.ts'],
  clean: false,
  noExternal: [gradients],
}
