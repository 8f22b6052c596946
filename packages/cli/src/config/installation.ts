// Backends as packages: which one each is, and what the user installs beside it, if anything.

/** The package that a backend comes from. */
export function packageOf(backend: string): string {
  if (backend === 'reference') return '@assent/core'
  return `@assent/backend-${backend === 'simd-fma' ? 'simd' : backend}`
}

/** The command that installs what a backend lacks; undefined where nothing is missing. */
export async function missingInstallation(backend: string): Promise<string | undefined> {
  if (backend !== 'node') return undefined
  const { nodeInstallation } = await import('@assent/backend-node')
  const { installed, command } = nodeInstallation()
  return installed ? undefined : command
}
