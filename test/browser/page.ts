// What the browser runs: the training, in the page or in a worker.

import { trainBriefly } from './train.js'

declare global {
  var train: typeof trainBriefly
}

globalThis.train = trainBriefly
if (!('document' in globalThis)) trainBriefly().then((theta) => postMessage(theta))
