// Every built-in task source through the suite that third parties use.

import { quickdraw } from '@assent/tasks-quickdraw'
import { mamlSinusoids, reptileSinusoids, sinusoid } from '@assent/tasks-sinusoid'
import { tides } from '@assent/tasks-tides'
import { describeTasks } from '@assent/testkit'

describeTasks(sinusoid(mamlSinusoids))
describeTasks(sinusoid(reptileSinusoids))
describeTasks(await tides({ shots: 5 }))
describeTasks(await tides({ shots: 20 }))
describeTasks(await quickdraw())
