// TensorFlow's native kernels, through TensorFlow.js for Node, which the user installs.

import util from 'node:util'
import { type Backend, fail } from '@assent/autodiff'
import { tfjsBackend } from '@assent/tfjs'
import { createAccess } from './access.js'
import { findInstalled, INSTALL, type Installed, requireInstalled } from './find.js'
import type { NodeKernels } from './kernels.js'

/** Whether `@tensorflow/tfjs-node` is installed, and how to. Loads nothing. */
export function nodeInstallation(): { readonly installed: boolean; readonly remedy: string } {
  return { installed: findInstalled() !== undefined, remedy: INSTALL }
}

/**
 * TensorFlow's native kernels by `@tensorflow/tfjs-node`, float32. Silences TensorFlow's notes on the processor, unless
 * `TF_CPP_MIN_LOG_LEVEL` is set.
 *
 * @throws AssentError when `@tensorflow/tfjs-node` is not installed, is of another version, or does not load
 */
export async function node(): Promise<Backend> {
  const { version, load } = requireInstalled()
  return tfjsBackend({
    name: 'node',
    tfjsName: 'tensorflow',
    module: '@tensorflow/tfjs-node',
    version,
    register: () => loadNative(load),
    open: (backend) => createAccess(backend as NodeKernels),
  })
}

function loadNative(load: Installed['load']): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  restoreUtil(util)
  try {
    load()
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n')
    const remedy = `${INSTALL} with its install script allowed, or see the README of @assent/backend-node`
    fail('backend node', '@tensorflow/tfjs-node to load its native addon', reason as string, remedy)
  }
}

/** A function that tfjs-node calls, and Node 23 no longer has. */
function restoreUtil(own: { isNullOrUndefined?: (value: unknown) => boolean }): void {
  own.isNullOrUndefined ??= (value) => value === null || value === undefined
}
