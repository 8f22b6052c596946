// All that decides the numbers: how to repeat them, every setting, seeds and versions.

import type { ReportData } from './data.js'
import { type Html, html } from './html.js'
import { table } from './table.js'

/** One training's settings, flattened: `learner.steps` → `5`. */
type Flat = ReadonlyMap<string, string>

export function renderSetup({ methods, command }: ReportData): Html {
  const trained = methods.flatMap(({ name, runs }) =>
    runs.map((run) => ({
      name: methods.length > 1 ? `${name}, seed ${run.seed}` : `seed ${run.seed}`,
      run,
      flat: flatten(run.setup),
    })),
  )
  const keys = [...new Set(trained.flatMap(({ flat }) => [...flat.keys()]))]
  const rows = keys.map((key) => [
    key,
    showValues(trained.map(({ name, flat }) => ({ name, value: flat.get(key) ?? 'not set' }))),
  ])
  const again = command
    ? html`<pre class="scroll" tabindex="0"><code>${command}</code></pre>`
    : html`<p>No single command is known to repeat it: its parts come from a config file or from code.</p>`
  const files = trained.map(
    ({ name, run }) =>
      html`<details><summary>${name}, as JSON</summary><pre tabindex="0">${JSON.stringify(run.setup, null, 2)}</pre></details>`,
  )
  return html`<section><h2>Setup</h2><h3>To repeat it</h3>${again}
<h3>Settings</h3>${table('Settings, seeds and versions', ['Setting', 'Value'], rows)}
${files}</section>`
}

/** One value where all have the same, else each one's own. */
function showValues(values: readonly { readonly name: string; readonly value: string }[]): string {
  const distinct = new Set(values.map(({ value }) => value))
  if (distinct.size === 1) return values[0]?.value as string
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
