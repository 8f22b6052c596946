// What a built declaration file exports, with all that its exports refer to within the package, as plain text. Names of
// other packages stay names: their own surface shows them.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'oxc-parser'

/** A text between two places, without its comments and without lines that they leave empty. */
function textWithoutComments(text, comments, start, end) {
  let result = ''
  let at = start
  for (const comment of comments.filter((own) => own.start >= start && own.end <= end)) {
    result += text.slice(at, comment.start)
    at = comment.end
  }
  return (result + text.slice(at, end)).replace(/[ \t]+$/gm, '').replace(/\n{2,}/g, '\n')
}

/** A declaration's names, with its text as a reader of the surface needs it. */
function declared(text, comments, outer, node) {
  const names = node.type === 'VariableDeclaration' ? node.declarations.map(({ id }) => id.name) : [node.id?.name ?? 'default']
  const shown = textWithoutComments(text, comments, outer.start, outer.end)
  return { names, part: { node, text: shown.replace(/^export (default )?/, '').replace(/^declare /, '') } }
}

const nameOf = (node) => node.name ?? node.value
const importedName = ({ type, imported }) =>
  type === 'ImportSpecifier' ? nameOf(imported) : type === 'ImportDefaultSpecifier' ? 'default' : '*'

/** Reads one file: its declarations by local name, and where each imported and exported name comes from. */
function readModule(file) {
  const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
  const { program, comments, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`)
  const module = { file, declarations: new Map(), imports: new Map(), exports: new Map(), stars: [] }
  const declare = (node, outer, exportedAs = () => undefined) => {
    const { names, part } = declared(text, comments, outer, node)
    for (const name of names) {
      module.declarations.set(name, [...(module.declarations.get(name) ?? []), part]) // several: overloads, or a type and a value
      if (exportedAs(name)) module.exports.set(exportedAs(name), { name })
    }
  }
  const read = {
    ImportDeclaration: ({ source, specifiers }) => {
      for (const own of specifiers) module.imports.set(own.local.name, { from: source.value, name: importedName(own) })
    },
    ExportAllDeclaration: ({ source, exported }) => {
      if (exported) module.exports.set(nameOf(exported), { from: source.value, name: '*' })
      else module.stars.push(source.value)
    },
    ExportDefaultDeclaration: (node) => {
      if (node.declaration.type === 'Identifier') module.exports.set('default', { name: node.declaration.name })
      else declare(node.declaration, node, () => 'default')
    },
    ExportNamedDeclaration: (node) => {
      if (node.declaration) declare(node.declaration, node, (name) => name)
      for (const { local, exported } of node.specifiers)
        module.exports.set(nameOf(exported), { from: node.source?.value, name: nameOf(local) })
    },
  }
  for (const node of program.body) (read[node.type] ?? ((own) => declare(own, own)))(node)
  return module
}

/** Reads the modules of one package, each once, and follows names through them. */
function openPackage() {
  const modules = new Map()
  const open = (file) => {
    if (!modules.has(file)) modules.set(file, readModule(file))
    return modules.get(file)
  }
  const isOwn = (from) => from.startsWith('.')
  const beside = ({ file }, from) => open(join(dirname(file), from.replace(/\.([mc]?)js$/, '.d.$1ts')))
  const starsOf = (module) => module.stars.filter(isOwn).map((from) => beside(module, from))
  const follow = (module, { from, name }) => {
    if (from === undefined) return module.imports.has(name) ? follow(module, module.imports.get(name)) : { module, name }
    if (!isOwn(from)) return { from, name }
    return name === '*' ? { module: beside(module, from), name } : followExport(beside(module, from), name)
  }
  const followExport = (module, name) => {
    const own = module.exports.get(name)
    return own
      ? follow(module, own)
      : starsOf(module)
          .map((star) => followExport(star, name))
          .find(Boolean)
  }
  const exportedNames = (module) => [...module.exports.keys(), ...starsOf(module).flatMap(exportedNames)]
  return { open, follow, followExport, exportedNames, isOwn }
}

/** Every node below this one. */
function* within(node) {
  if (Array.isArray(node)) for (const part of node) yield* within(part)
  else if (node && typeof node === 'object') {
    if (node.type) yield node
    for (const part of Object.values(node)) yield* within(part)
  }
}

const leftmost = (node) => (node?.type === 'TSQualifiedName' ? leftmost(node.left) : node)

/** What a node of a declaration refers to, as an import or a local name; undefined when it refers to nothing. */
function referenceOf(node) {
  if (node.type === 'TSImportType') return { from: node.source.value, name: leftmost(node.qualifier)?.name ?? '*' }
  const target = leftmost(node.typeName ?? node.exprName ?? node.superClass ?? node.expression)
  return target?.type === 'Identifier' ? { name: target.name } : undefined
}

/** The declarations of this package that one declaration refers to. */
function references({ follow }, module, node) {
  return [...within(node)]
    .map(referenceOf)
    .filter(
      (reference) =>
        reference && (reference.from || module.imports.has(reference.name) || module.declarations.has(reference.name)),
    )
    .map((reference) => follow(module, reference))
    .filter((target) => target?.module)
}

const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
const list = (parts, between) =>
  [...parts]
    .sort(byName)
    .map(({ text }) => `${text}\n`)
    .join(between)

/** The text that shows a package's entry: what it passes on, what it declares, what these need. */
export function surfaceOf(entry) {
  const own = openPackage()
  const root = own.open(entry)
  const passedOn = root.stars.filter((star) => !own.isOwn(star)).map((from) => ({ name: '', text: `export * from '${from}'` }))
  const needed = []
  const shown = new Set()
  const show = ({ module, name }) => {
    const key = `${module.file}:${name}`
    if (shown.has(key)) return []
    shown.add(key)
    const parts = module.declarations.get(name) ?? []
    for (const { node } of parts) needed.push(...references(own, module, node))
    return parts.map(({ text }) => ({ name, text }))
  }
  const named = [...new Set(own.exportedNames(root))].flatMap((name) => {
    const target = own.followExport(root, name)
    const renamed = target.name === name ? name : `${target.name} as ${name}`
    if (!target.from) return [...(renamed === name ? [] : [{ name, text: `export { ${renamed} }` }]), ...show(target)]
    passedOn.push({ name, text: `export { ${renamed} } from '${target.from}'` })
    return []
  })
  const hidden = []
  while (needed.length > 0) hidden.push(...show(needed.pop()))
  const sections = [
    list(passedOn, ''),
    list(named, '\n'),
    hidden.length > 0 ? `// Part of the above, without a name outside:\n\n${list(hidden, '\n')}` : '',
  ]
  return sections.filter(Boolean).join('\n')
}
