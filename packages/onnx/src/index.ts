// What a model has learned as an ONNX file, for runtimes that know nothing of Assent.

export { type OnnxOptions, writeAdaptedOnnx, writeOnnx } from './write.js'
