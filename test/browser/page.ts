// What the browser runs: the training, in the page or in a worker.

import { adaptBriefly } from './adapt.js'
import { trainBriefly } from './train.js'

declare global {
  var train: typeof trainBriefly
  var adapt: typeof adaptBriefly
}

globalThis.train = trainBriefly
globalThis.adapt = adaptBriefly
if (!('document' in globalThis)) trainBriefly().then((theta) => postMessage(theta))
