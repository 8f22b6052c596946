export default { entry: ['src/index.ts'], format: ['esm'], dts: false, sourcemap: true, clean: true, target: 'es2022' }
