// Which countries are trained on, chosen on and tested on. Stations of one coast are nearly the same task, so
// countries with stations within 100 km of one another stay together, and whole countries make up each split.
// That leaves 2,514 stations (70 %) to train on, 363 (10 %) to choose settings on and 725 (20 %) to test on.

import type { Split } from '@assent/core'

/** Europe with what lies close to its overseas stations, and Australia. */
export const testCountries: readonly string[] = [
  'Argentina',
  'Australia',
  'Chile',
  'Denmark',
  'Dominica',
  'Finland',
  'France',
  'French Polynesia',
  'Germany',
  'Greenland',
  'Ireland',
  'Italy',
  'Netherlands',
  'Norway',
  'Saint Helena',
  'Spain',
  'Sweden',
  'United Kingdom',
]

/** East and South-East Asia, New Zealand, Brazil and South Africa. */
export const validationCountries: readonly string[] = [
  'Brazil',
  'China',
  'Indonesia',
  'Japan',
  'Malaysia',
  'New Zealand',
  'Papua New Guinea',
  'Philippines',
  'Singapore',
  'South Africa',
  'Taiwan',
]

/** The split that a country belongs to. North America, with half of all stations, is trained on. */
export function splitOf(country: string): Split {
  if (testCountries.includes(country)) return 'test'
  return validationCountries.includes(country) ? 'validation' : 'train'
}
