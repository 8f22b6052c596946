// The report on a change says which sizes and surfaces it moves.

import { expect, it } from 'vitest'
import { changeReport } from '../tools/change-report.mjs'

it('compares sizes, and shows surfaces that moved', () => {
  const before = [{ name: 'core', size: 40_000 }]
  const after = [
    { name: 'core', size: 39_500 },
    { name: 'report', size: 1234 },
  ]
  expect(changeReport(before, after, '-a\n+b\n')).toBe(`| size | before | after | change |
| --- | --- | --- | --- |
| core | 40.0 kB | 39.5 kB | −500 B |
| report |  | 1.2 kB | new |

Public surfaces:

\`\`\`diff
-a
+b
\`\`\`
`)
})

it('says when nothing moved', () => {
  expect(changeReport([], [], '\n')).toContain('Public surfaces: unchanged.')
})
