// The page of a run that is watched: the report's own drawing, fetched again when the run's files have changed.

/** Runs in the browser. The report is the renderer's output, in which all that comes from files is text. */
const program = `
const state = document.getElementById('state')
const report = document.getElementById('report')
let version
const words = { running: 'running', finished: 'finished', stopped: 'stopped' }
const duration = (seconds) => {
  if (seconds < 90) return Math.round(seconds) + ' s'
  return seconds < 5400 ? Math.round(seconds / 60) + ' min' : (seconds / 3600).toFixed(1) + ' h'
}
function show({ state: now, step, steps, speed, left, holder }) {
  const parts = [words[now], 'step ' + step + ' of ' + steps]
  if (speed !== null) parts.push(speed.toPrecision(3) + ' steps/s')
  if (left !== null) parts.push('about ' + duration(left) + ' left')
  state.textContent = parts.join(', ')
  state.title = holder ?? ''
  document.title = Math.floor(100 * step / steps) + ' % · ' + words[now]
}
// What a reader has opened, and where the keyboard is, stays as it was.
function replace(page) {
  const details = () => [...report.querySelectorAll('details')]
  const focusable = () => [...report.querySelectorAll('summary, [tabindex]')]
  const open = details().map((own) => own.open)
  const place = focusable().indexOf(document.activeElement)
  if (!document.querySelector('style')) document.head.append(page.querySelector('style'))
  report.replaceChildren(...page.body.children)
  details().forEach((own, index) => { if (index in open) own.open = open[index] })
  if (place >= 0) focusable()[place]?.focus({ preventScroll: true })
}
async function look() {
  try {
    if (!document.hidden || version === undefined) {
      const now = await (await fetch('state')).json()
      if (now.version !== version) {
        replace(new DOMParser().parseFromString(await (await fetch('report')).text(), 'text/html'))
        version = now.version
      }
      show(now)
    }
  } catch {
    state.textContent = 'assent watch has ended, or cannot read the run: see its terminal'
  }
  setTimeout(look, 1000)
}
look()
`

/** The page, but for what changes. `nonce` lets this script run, and no other. */
export function renderPage(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>assent watch</title>
</head>
<body>
<div id="report"></div>
<p id="state" role="status" style="position: sticky; bottom: 0; margin: 0; max-width: none; padding: .5rem 1rem; background: var(--box); border-top: 1px solid var(--line)">looking at the run</p>
<script nonce="${nonce}">${program}</script>
</body>
</html>
`
}
