// TensorFlow.js' plain JavaScript backend: slow, and runs everywhere.

import { type Backend, fail, sizeOf } from '@assent/autodiff'
import { type Access, tfjsBackend } from '@assent/tfjs'
import { type MathBackendCPU, version_cpu } from '@tensorflow/tfjs-backend-cpu'

/** The CPU backend of TensorFlow.js, float32. Loads nothing, and prints nothing. */
export function cpu(): Promise<Backend> {
  return tfjsBackend({
    name: 'cpu',
    tfjsName: 'cpu',
    module: '@tensorflow/tfjs-backend-cpu',
    version: version_cpu,
    isOwn: (backend): backend is MathBackendCPU => 'data' in backend && 'numDataIds' in backend,
    open: createAccess,
  })
}

/** Every tensor is an array of its own; a part is a view of it. */
function createAccess(backend: MathBackendCPU): Access {
  const { data } = backend
  const values = (id: object) => {
    const { values: own } = data.get(id)
    return own instanceof Float32Array ? own : fail('backend cpu', 'a tensor of float32', 'another', 'report this program')
  }
  const release = (id: object) => void backend.disposeData(id)
  return {
    tfjsName: 'cpu',
    backend,
    create: (shape) => backend.write(new Float32Array(sizeOf(shape)), [...shape], 'float32'),
    values,
    part: (id, first, shape) => backend.write(values(id).subarray(first, first + sizeOf(shape)), [...shape], 'float32'),
    releasePart: release,
    copy: (from, to, first) => values(to).set(values(from), first),
    release,
    read: values,
    count: () => backend.numDataIds(),
    strengths: { repeatedAxes: 0 },
  }
}
