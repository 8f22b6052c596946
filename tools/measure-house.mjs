// How long files and functions are, how often types are asserted, and what is exported without a word, per package.
// `npm run measure:house` prints a table; `-- --list NAME` the assertions and the undocumented exports of one package.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseSync } from 'oxc-parser'

const isFunction = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/
const isDeclaration = /^(FunctionDeclaration|ClassDeclaration|VariableDeclaration|TS\w+Declaration)$/

function* within(node) {
  if (Array.isArray(node)) for (const part of node) yield* within(part)
  else if (node && typeof node === 'object') {
    if (node.type) yield node
    for (const part of Object.values(node)) yield* within(part)
  }
}

/** `as const` asserts nothing, and `as unknown` takes knowledge away. */
function isAssertion(node) {
  if (node.type === 'TSNonNullExpression' || node.type === 'TSTypeAssertion') return true
  const target = node.typeAnnotation
  return node.type === 'TSAsExpression' && target.type !== 'TSUnknownKeyword' && target.typeName?.name !== 'const'
}

/** Measures one file. */
function measure(file) {
  const text = readFileSync(file, 'utf8')
  const { program, comments } = parseSync(file, text)
  const lineOf = (at) => text.slice(0, at).split('\n').length
  const nodes = [...within(program)]
  const ends = new Set(comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*')).map(({ end }) => end))
  const isDocumented = ({ start }) =>
    [...text.slice(0, start).matchAll(/\*\//g)].some(
      ({ index }) => ends.has(index + 2) && text.slice(index + 2, start).trim() === '',
    )
  const exported = program.body.filter(
    ({ type, declaration }) => /^Export(Named|Default)Declaration$/.test(type) && isDeclaration.test(declaration?.type),
  )
  return {
    file,
    lines: text.split('\n').length - 1,
    functions: nodes
      .filter(({ type, body }) => isFunction.test(type) && body)
      .map(({ body }) => lineOf(body.end) - lineOf(body.start) + 1),
    assertions: nodes
      .filter(isAssertion)
      .map((node) => `${lineOf(node.end)}: ${text.slice(node.start, node.end).split('\n').at(-1).trim()}`),
    exports: exported.length,
    undocumented: exported
      .filter((node) => !isDocumented(node))
      .map((node) => `${lineOf(node.start)}: ${text.slice(node.start).split('\n')[0]}`),
  }
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.includes('.generated.'))
    .map((entry) => join(entry.parentPath, entry.name))
}

const quantile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0
const spread = (values) => [0.5, 0.9, 1].map((share) => quantile(values, share)).join(' / ')

function row(name, files) {
  const lines = files.reduce((sum, file) => sum + file.lines, 0)
  const count = (part) => files.reduce((sum, file) => sum + (file[part].length ?? file[part]), 0)
  return [
    name,
    lines,
    spread(files.map((file) => file.lines)),
    spread(files.flatMap((file) => file.functions)),
    ((1000 * count('assertions')) / lines).toFixed(1),
    `${count('undocumented')} of ${count('exports')}`,
  ]
}

function show(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => `${cells[column]}`.length)))
  const line = (cells) => `| ${cells.map((cell, column) => `${cell}`.padEnd(widths[column])).join(' | ')} |`
  const [head, ...body] = rows
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n')
}

const packages = readdirSync('packages').filter((name) => existsSync(join('packages', name, 'src')))
const measured = new Map(packages.map((name) => [name, sources(join('packages', name, 'src')).map(measure)]))
const listed = process.argv.indexOf('--list')
if (listed > 0) {
  for (const { file, assertions, undocumented } of measured.get(process.argv[listed + 1]) ?? []) {
    for (const text of assertions) console.log(`${relative('.', file)}:${text}`)
    for (const text of undocumented) console.log(`${relative('.', file)}:${text} (undocumented)`)
  }
} else {
  const head = [
    'package',
    'lines',
    'file: median / 90 % / most',
    'function: median / 90 % / most',
    'casts + ! per 1000',
    'undocumented exports',
  ]
  console.log(show([head, ...[...measured].map(([name, files]) => row(name, files)), row('all', [...measured.values()].flat())]))
}
