// TensorFlow's native kernels, through TensorFlow.js for Node, which the user installs.

import type { Backend } from '@assent/autodiff'
import { findInstalled, INSTALL, requireInstalled } from './find.js'
import { openInstalled } from './open.js'

/** Whether `@tensorflow/tfjs-node` is installed, and the command that installs it. Loads nothing. */
export function nodeInstallation(): { readonly installed: boolean; readonly command: string } {
  return { installed: findInstalled() !== undefined, command: INSTALL }
}

/**
 * TensorFlow's native kernels by `@tensorflow/tfjs-node`, float32. Silences TensorFlow's notes on the processor, unless
 * `TF_CPP_MIN_LOG_LEVEL` is set.
 *
 * @throws AssentError when `@tensorflow/tfjs-node` is not installed, is of another version, or does not load
 */
export async function node(): Promise<Backend> {
  return openInstalled(requireInstalled())
}
