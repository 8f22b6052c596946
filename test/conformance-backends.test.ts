// Every backend through the suite that third parties use.

import { backends } from '@assent/golden'
import { describeBackend } from '@assent/testkit'

for (const [name, open] of Object.entries(backends)) describeBackend(name, open)
