// The values of shares on their way to workers and back.

import { fail } from '@assent/autodiff'
import { type Layout, type PortMemory, viewOf } from '../layout.js'
import type { Share } from '../shares.js'
import type { Parcel, PortValues } from './messages.js'

export interface Parcels {
  /** The values of a share's inputs, and room for those of its outputs. */
  pack(share: Share): Parcel
  /** Puts the outputs of a share where they belong, and keeps the memory for the next meta-step. */
  unpack(share: Share, parcel: Parcel): void
}

export function parcelsOf({ inputs, outputs, precision }: Layout): Parcels {
  /** What has come back. A parcel whose worker is gone never does. */
  const kept = new WeakMap<Share, Parcel>()
  const copies = (ports: readonly PortMemory[], share: Share) =>
    ports.map((port) => ({ name: port.name, values: viewOf(port, precision, share).slice() }))
  return {
    pack: (share) => {
      const parcel = kept.get(share)
      if (!parcel) return { inputs: copies(inputs, share), outputs: copies(outputs, share) }
      kept.delete(share)
      for (const input of inputs) find(parcel.inputs, input).set(viewOf(input, precision, share))
      return parcel
    },
    unpack: (share, parcel) => {
      for (const output of outputs) viewOf(output, precision, share).set(find(parcel.outputs, output))
      kept.set(share, parcel)
    },
  }
}

/** What is missing would be read as the values of the meta-step before. */
function find(ports: readonly PortValues[], { name }: PortMemory): PortValues['values'] {
  const remedy = 'build the page and its worker with the same version'
  return ports.find((port) => port.name === name)?.values ?? fail('webWorkers', `values of ${name}`, 'none from a worker', remedy)
}
