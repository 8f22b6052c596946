// An ONNX model as bytes: the messages of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that we fill, by
// their field numbers, in their order.

import type { Shape } from '@assent/autodiff'
import { PbfWriter } from 'pbf'
import type { Attributes, OnnxGraph, OnnxNode, OnnxTensor, OnnxValue } from './graph.js'

/** Of 2020, the oldest in which the axes of a sum are an input: old runtimes read the file too. */
const OPSET = 13
/** The version of the format that came with that opset. */
const IR_VERSION = 7

/** TensorProto.DataType. */
const dataTypes = { float32: 1, int64: 7 } as const
/** AttributeProto.AttributeType. */
const attributeTypes = { int: 2, ints: 7 } as const

/** All of a file. */
export interface OnnxModel {
  readonly graph: OnnxGraph
  readonly metadata: { readonly [key: string]: string }
}

/** The bytes of a file: ModelProto. */
export function encodeModel({ graph, metadata }: OnnxModel): Uint8Array {
  const to = new PbfWriter()
  to.writeVarintField(1, IR_VERSION)
  to.writeStringField(2, 'assent')
  to.writeMessage(7, writeGraph, graph)
  to.writeMessage(8, writeOperatorSet, OPSET)
  for (const entry of Object.entries(metadata)) to.writeMessage(14, writeEntry, entry)
  return to.finish()
}

/** OperatorSetIdProto of the default domain, whose name is empty. */
function writeOperatorSet(version: number, to: PbfWriter): void {
  to.writeStringField(1, '')
  to.writeVarintField(2, version)
}

/** StringStringEntryProto. */
function writeEntry([key, value]: readonly [string, string], to: PbfWriter): void {
  to.writeStringField(1, key)
  to.writeStringField(2, value)
}

/** GraphProto. */
function writeGraph({ name, nodes, initializers, inputs, outputs }: OnnxGraph, to: PbfWriter): void {
  for (const node of nodes) to.writeMessage(1, writeNode, node)
  to.writeStringField(2, name)
  for (const tensor of initializers) to.writeMessage(5, writeTensor, tensor)
  for (const input of inputs) to.writeMessage(11, writeValue, input)
  for (const output of outputs) to.writeMessage(12, writeValue, output)
}

/** NodeProto, named as its output. */
function writeNode({ kind, inputs, output, attributes }: OnnxNode, to: PbfWriter): void {
  for (const input of inputs) to.writeStringField(1, input)
  to.writeStringField(2, output)
  to.writeStringField(3, output)
  to.writeStringField(4, kind)
  for (const attribute of Object.entries(attributes)) to.writeMessage(5, writeAttribute, attribute)
}

/** AttributeProto. */
function writeAttribute([name, value]: readonly [string, Attributes[string]], to: PbfWriter): void {
  to.writeStringField(1, name)
  if (typeof value === 'number') to.writeVarintField(3, value)
  else for (const part of value) to.writeVarintField(8, part)
  to.writeVarintField(20, typeof value === 'number' ? attributeTypes.int : attributeTypes.ints)
}

/** TensorProto. */
function writeTensor({ name, shape, type, values }: OnnxTensor, to: PbfWriter): void {
  for (const length of shape) to.writeVarintField(1, length)
  to.writeVarintField(2, dataTypes[type])
  to.writeStringField(8, name)
  to.writeBytesField(9, bytesOf[type](values))
}

/** Numbers as they lie in `raw_data`: little-endian. */
const bytesOf = {
  float32: (values: ArrayLike<number>) => toBytes(values, 4, (view, at, value) => view.setFloat32(at, value, true)),
  int64: (values: ArrayLike<number>) => toBytes(values, 8, (view, at, value) => view.setBigInt64(at, BigInt(value), true)),
}

function toBytes(
  values: ArrayLike<number>,
  width: number,
  write: (view: DataView, at: number, value: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(values.length * width)
  const view = new DataView(bytes.buffer)
  for (let place = 0; place < values.length; place++) write(view, place * width, Number(values[place]))
  return bytes
}

/** ValueInfoProto of a float32 tensor. */
function writeValue({ name, shape, description }: OnnxValue, to: PbfWriter): void {
  to.writeStringField(1, name)
  to.writeMessage(2, (own: Shape, type) => type.writeMessage(1, writeTensorType, own), shape)
  to.writeStringField(3, description)
}

/** TypeProto.Tensor. */
function writeTensorType(shape: Shape, to: PbfWriter): void {
  to.writeVarintField(1, dataTypes.float32)
  to.writeMessage(2, writeShape, shape)
}

/** TensorShapeProto: a message for each length. */
function writeShape(shape: Shape, to: PbfWriter): void {
  for (const length of shape) to.writeMessage(1, (own: number, dimension) => dimension.writeVarintField(1, own), length)
}
