// What can be measured, by name.

import { convWorks, miniWorks, sineWorks } from '../work/work.js'
import { adapt } from './adapt.js'
import { cluster } from './cluster.js'
import { compile } from './compile.js'
import { gemm } from './gemm.js'
import { metaSteps } from './meta-steps.js'
import { scaling } from './scaling.js'
import type { Subject } from './subject.js'
import { threadsSubject } from './threads.js'
import { weighting } from './weighting.js'

export const subjects: { readonly [name: string]: Subject } = {
  sine: metaSteps(sineWorks, [1]),
  conv: metaSteps(convWorks, [1, 2]),
  mini: metaSteps(miniWorks, [1]),
  gemm,
  compile,
  adapt,
  weighting,
  threads: threadsSubject,
  cluster,
  scaling,
}
