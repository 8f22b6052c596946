// What a change does to the sizes and the public surfaces, as Markdown: `node tools/change-report.mjs BEFORE AFTER DIFF`, with
// two outputs of `size-limit --json` and a diff of api/.

import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`

function sizeRows(before, after) {
  return after.map(({ name, size }) => {
    const old = before.find((own) => own.name === name)?.size
    const change = old === undefined ? 'new' : `${size >= old ? '+' : '−'}${Math.abs(size - old)} B`
    return `| ${name} | ${old === undefined ? '' : kilobytes(old)} | ${kilobytes(size)} | ${change} |`
  })
}

/** The report on two lists `{ name, size }`, sizes in bytes, and the text of a diff. */
export function changeReport(before, after, diff) {
  const surfaces = diff.trim() === '' ? 'Public surfaces: unchanged.' : `Public surfaces:\n\n\`\`\`diff\n${diff.trim()}\n\`\`\``
  return ['| size | before | after | change |', '| --- | --- | --- | --- |', ...sizeRows(before, after), '', surfaces, ''].join(
    '\n',
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [before, after, diff] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8'))
  process.stdout.write(changeReport(JSON.parse(before), JSON.parse(after), diff))
}
