// A worker of the cluster that is measured: `cluster-worker.js URL NAME`.

import { serve } from '@assent/executor-bullmq'

const [, , url = '', name = ''] = process.argv
await serve({ url, name, opener: [new URL('./cluster-opener.js', import.meta.url).href, 'open'] })
