// A worker as a process of its own, on the built packages. `node worker.mjs URL HANDS`: says `ready` when it is there.

import { serve } from '@assent/executor-bullmq'

const [, , url, hands = '1', name = 'assent'] = process.argv
const opener = [new URL('opener.mjs', import.meta.url).href, 'open']
const errand = process.env.TEST_ERRANDS === 'none' ? undefined : [new URL('errand.mjs', import.meta.url).href, 'count', 'mine']
const worker = await serve({
  url,
  opener,
  ...(errand && { errand }),
  name,
  hands: Number(hands),
  onEvent: (text) => console.log(text),
})
console.log(`ready ${worker.name}`)
process.on('SIGTERM', () => worker.close().then(() => process.exit(0)))
