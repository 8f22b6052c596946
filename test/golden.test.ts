// Values made by an independent library in float64, through the pipeline that a user composes.

import { fileURLToPath } from 'node:url'
import { backends, checkFile, isPassedOver, readFolder } from '@assent/golden'
import { describe, expect, it } from 'vitest'

const files = readFolder(fileURLToPath(new URL('../golden/data', import.meta.url)))

describe.each(Object.keys(backends))('golden files on %s', (name) => {
  it.skipIf(isPassedOver(name)).each(files)('$name', async ({ file }) => {
    const backend = await (backends[name] as (typeof backends)[string])()
    const findings = await checkFile(file, backend)
    expect(findings.length).toBeGreaterThanOrEqual(6)
    for (const { value, error, tolerance } of findings) expect(error, value).toBeLessThanOrEqual(tolerance)
  })
})
