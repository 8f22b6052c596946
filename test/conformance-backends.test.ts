// Every backend through the suite that third parties use.

import { backends, isPassedOver } from '@assent/golden'
import { describeBackend } from '@assent/testkit'
import { describe } from 'vitest'

for (const [name, open] of Object.entries(backends)) {
  describe.skipIf(isPassedOver(name))(name, () => describeBackend(name, open))
}
