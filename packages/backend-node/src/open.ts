// Starts TensorFlow from an installed @tensorflow/tfjs-node.

import util from 'node:util'
import { type Backend, fail } from '@assent/autodiff'
import { tfjsBackend } from '@assent/tfjs'
import { createAccess } from './access.js'
import { INSTALL, type Installed } from './find.js'
import { isNode } from './kernels.js'

/** @throws AssentError when it is of another version, or does not load */
export async function openInstalled({ version, load }: Installed): Promise<Backend> {
  const backend = await tfjsBackend({
    name: 'node',
    tfjsName: 'tensorflow',
    module: '@tensorflow/tfjs-node',
    version,
    register: () => loadNative(load),
    isOwn: isNode,
    open: createAccess,
  })
  // TensorFlow's threads run with denormals flushed.
  return { ...backend, flushesDenormals: true }
}

function loadNative(load: Installed['load']): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  restoreUtil(util)
  try {
    load()
  } catch (error) {
    const [reason = 'none given'] = (error instanceof Error ? error.message : String(error)).split('\n')
    const remedy = `${INSTALL} with its install script allowed, or see the README of @assent/backend-node`
    fail('backend node', '@tensorflow/tfjs-node to load its native addon', reason, remedy)
  }
}

/** A function that tfjs-node calls, and Node 23 no longer has. */
function restoreUtil(own: { isNullOrUndefined?: (value: unknown) => boolean }): void {
  own.isNullOrUndefined ??= (value) => value === null || value === undefined
}
