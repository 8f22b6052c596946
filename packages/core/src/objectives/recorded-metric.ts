// Metrics in records: those of earlier versions held a name and a unit alone.

import { fail } from '@assent/autodiff'
import { describeMetric, type MetricDescription } from '../contracts/metric.js'
import { accuracy } from './accuracy.js'
import { meanSquaredError, rootMeanSquaredError } from './errors.js'

/** A metric as it stands in a record. */
export type RecordedMetric = Pick<MetricDescription, 'name' | 'unit'> & {
  readonly [Part in keyof MetricDescription]?: MetricDescription[Part] | undefined
}

/**
 * The description of a metric as a record holds it.
 *
 * @throws AssentError when a record without a title names no metric of an earlier version
 */
export function recordedMetric(record: RecordedMetric): MetricDescription {
  const { name, unit, title, better, percent, squared } = record
  if (title !== undefined && better !== undefined && percent !== undefined && squared !== undefined) {
    return { name, unit, title, better, percent, squared }
  }
  const known = [accuracy(), meanSquaredError({ unit }), rootMeanSquaredError({ unit })].find((metric) => metric.name === name)
  return describeMetric(
    known ?? fail('metric of a record', 'a title, and how it is read', name, 'use the record of a known metric', 'damaged'),
  )
}
