// Runs a visitor's own weighting where it can do no harm: in a frame without an origin, whose policy lets nothing out.

import { failedBy } from './engine/failure.js'
import type { FromLane } from './engine/messages.js'
import type { LaneSetup } from './engine/setup.js'
import type { ToYours } from './engine/yours-worker.js'
import engineUrl from './engine/yours-worker.ts?worker&url'

/** Milliseconds without a word after which an endless loop is assumed. */
const PATIENCE = 5000

/** Starts a training in a fresh frame; returns what ends it. */
export function runSandboxed(setup: LaneSetup, code: string, hear: (message: FromLane) => void): () => void {
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts')
  frame.hidden = true
  frame.title = 'where your weighting runs'
  frame.src = new URL('sandbox.html', document.baseURI).href
  const end = () => {
    clearTimeout(timer)
    removeEventListener('message', listen)
    frame.remove()
  }
  const giveUp = () => {
    end()
    hear(failedBy(`nothing came for ${PATIENCE / 1000} seconds: is there an endless loop?`))
  }
  let timer = setTimeout(giveUp, PATIENCE)
  const listen = async ({ source, data }: MessageEvent<FromLane | { readonly kind: 'ready' }>) => {
    if (source !== frame.contentWindow) return
    clearTimeout(timer)
    if (data.kind === 'done' || data.kind === 'failed') end()
    else timer = setTimeout(giveUp, PATIENCE)
    if (data.kind !== 'ready') return hear(data)
    const engine = await (await fetch(engineUrl)).text()
    frame.contentWindow?.postMessage({ engine }, '*')
    const work: ToYours = { setup, code }
    frame.contentWindow?.postMessage(work, '*')
  }
  addEventListener('message', listen)
  document.body.append(frame)
  return end
}
