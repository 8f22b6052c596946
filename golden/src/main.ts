// `npm run golden -- FOLDER [--backend NAME]`: checks every golden file of a folder on every backend.

import { parseArgs } from 'node:util'
import { backends, chooseBackends, isPassedOver } from './backends.js'
import { checkFile } from './check.js'
import { readFolder } from './format.js'

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { backend: { type: 'string' } } })
  const files = readFolder(positionals[0] ?? 'golden/data')
  let passed = 0
  let failed = 0
  for (const backendName of chooseBackends(values.backend)) {
    const backend = await (backends[backendName] as () => ReturnType<(typeof backends)[string]>)()
    for (const { name, file } of files) {
      const findings = await checkFile(file, backend)
      const beyond = findings.filter(({ error, tolerance }) => !(error <= tolerance))
      const [worst] = findings.sort((a, b) => b.error / b.tolerance - a.error / a.tolerance)
      console.log(
        `${name.padEnd(28)} ${backendName.padEnd(10)} worst relative error ${worst?.error.toExponential(1)} (${worst?.value})`,
      )
      for (const { value, error, tolerance } of beyond) {
        console.log(`  beyond tolerance: ${value} ${error.toExponential(2)} > ${tolerance.toExponential(0)}`)
      }
      if (beyond.length > 0) failed++
      else passed++
    }
  }
  for (const name of Object.keys(backends)) if (isPassedOver(name)) console.log(`${name}: passed over, not installed`)
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0
}

try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
