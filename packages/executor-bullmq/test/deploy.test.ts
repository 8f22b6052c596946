// The files to deploy with, against the schemas of what reads them.

import { readFileSync } from 'node:fs'
import { Deployment } from 'kubernetes-models/apps/v1/Deployment'
import { Job } from 'kubernetes-models/batch/v1/Job'
import { Service } from 'kubernetes-models/v1/Service'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'

const read = (name: string) => readFileSync(new URL(`../deploy/${name}`, import.meta.url), 'utf8')

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string }
}

const check: { readonly [kind: string]: (manifest: never) => void } = {
  Deployment: (manifest) => new Deployment(manifest).validate(),
  Service: (manifest) => new Service(manifest).validate(),
  Job: (manifest) => new Job(manifest).validate(),
}

const manifests: Manifest[] = parseAllDocuments(read('kubernetes.yaml')).map((document) => document.toJS())

describe('kubernetes.yaml', () => {
  it('has a server with its address, workers, and a training', () => {
    expect(manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Deployment assent-queue',
      'Service assent-queue',
      'Deployment assent-worker',
      'Job assent-train',
    ])
  })

  it.each(manifests.map((manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest] as const))(
    '%s is valid',
    (_, manifest) => {
      expect(() => check[manifest.kind]?.(manifest as never)).not.toThrow()
    },
  )

  it('would not be with a setting misspelled', () => {
    const [deployment] = manifests
    expect(() => check.Deployment?.({ ...deployment, spec: { replica: 1 } } as never)).toThrow(/replica|required/)
  })

  it('takes every password from the secret', () => {
    expect(read('kubernetes.yaml').match(/_PASSWORD\n\s+valueFrom: { secretKeyRef/g)).toHaveLength(3)
  })
})

describe('compose.yaml', () => {
  const { services } = parse(read('compose.yaml'))

  it('has a server that only this machine reaches, and workers that wait for it', () => {
    expect(Object.keys(services)).toEqual(['queue', 'worker'])
    expect(services.queue.ports).toEqual(['127.0.0.1:6379:6379'])
    expect(services.worker.depends_on).toEqual({ queue: { condition: 'service_healthy' } })
  })
})
