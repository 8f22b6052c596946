// All that decides the numbers: how to repeat them, every setting, seeds and versions.

import type { ReportData } from './data.js'
import { type Html, html } from './html.js'
import { table } from './table.js'

/** Settings, flattened: `learner.steps` → `5`. */
type Flat = ReadonlyMap<string, string>

/** The command, the settings as a table, and each run's as JSON. */
export function renderSetup({ methods, command }: ReportData): Html {
  const flat = methods.flatMap(({ name, runs }) =>
    runs.length > 0 ? [{ name, settings: runs.map(({ setup }) => flatten(setup)) }] : [],
  )
  const keys = [...new Set(flat.flatMap(({ settings }) => settings.flatMap((of) => [...of.keys()])))]
  const rows = keys.map((key) => [key, showValues(flat.map(({ name, settings }) => ({ name, value: valueOver(settings, key) })))])
  const again = command
    ? html`<pre tabindex="0"><code>${command}</code></pre>`
    : html`<p>No single command is known to repeat it.</p>`
  const files = methods.flatMap(({ name, runs }) =>
    runs.map(
      ({ seed, setup }) =>
        html`<details><summary>${name}, seed ${seed}, as JSON</summary><pre tabindex="0">${JSON.stringify(setup, null, 2)}</pre></details>`,
    ),
  )
  return html`<section class="settings"><h2>Setup</h2><h3>To repeat it</h3>${again}
<h3>Settings</h3>${table('Settings, seeds and versions', ['Setting', 'Value'], rows)}
${files}</section>`
}

/** What a method has over its seeds. */
function valueOver(settings: readonly Flat[], key: string): string {
  return [...new Set(settings.map((of) => of.get(key) ?? 'not set'))].join(', ')
}

/** One value where all methods have the same, else each one's own. */
function showValues(values: readonly { readonly name: string; readonly value: string }[]): string {
  const distinct = new Set(values.map(({ value }) => value))
  if (distinct.size === 1) return [...distinct].join()
  return values.map(({ name, value }) => `${name}: ${value}`).join('; ')
}

function flatten(value: object, path = ''): Flat {
  return new Map(
    Object.entries(value).flatMap(([key, member]: [string, unknown]): [string, string][] => {
      const name = path ? `${path}.${key}` : key
      if (typeof member === 'object' && member !== null && !Array.isArray(member)) return [...flatten(member, name)]
      return [[name, typeof member === 'string' ? member : JSON.stringify(member)]]
    }),
  )
}
