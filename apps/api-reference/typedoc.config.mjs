// The reference of every package's exports: one module for each published entry, by the name that it is imported by. Whatever
// typedoc cannot read or resolve ends the build, and so does an export or a method without a word. `ASSENT_BASE` is where the documentation lies that it belongs to.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Comment, Converter, PageEvent, ReflectionKind } from 'typedoc'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'))
const { homepage } = read('package.json')
const repository = homepage.replace(/#.*$/, '')

/** `assent` comes last: a name is described where it is from, and what passes it on refers to that. */
const folders = readdirSync(join(root, 'packages'))
  .filter((folder) => existsSync(join(root, 'packages', folder, 'package.json')))
  .sort((a, b) => Number(a === 'assent') - Number(b === 'assent'))

/** Each published entry: what it is imported by, its source, and what its package is. */
const entries = folders.flatMap((folder) => {
  const { name, description, exports, private: own } = read(`packages/${folder}/package.json`)
  return Object.entries(own ? {} : exports)
    .filter(([, target]) => target['assent-source'])
    .map(([subpath, target]) => ({
      name: name + subpath.slice(1),
      source: join(root, 'packages', folder, target['assent-source']),
      description,
    }))
})

/** Names modules as they are imported, where typedoc has names of files, and says what each package is. */
function nameModules(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const file = module.sources?.[0]?.fullFileName
      const entry = entries.find(({ source }) => source === file)
      if (!entry) throw new Error(`no entry is made of ${file ?? module.name}`)
      module.name = entry.name
      module.comment = new Comment([{ kind: 'text', text: entry.description }])
    }
  })
}

/** typedoc's pages have no landmark that says where the content is. */
function markMain(app) {
  app.renderer.on(PageEvent.END, (page) => {
    page.contents = page.contents?.replace('<div class="col-content">', '<div class="col-content" role="main">')
  })
}

export default {
  name: 'Assent',
  entryPoints: entries.map(({ source }) => relative('.', source)),
  entryPointStrategy: 'resolve',
  tsconfig: 'tsconfig.json',
  plugin: [nameModules, markMain],
  out: 'dist',
  readme: 'none',
  useFirstParagraphOfCommentAsSummary: true,
  kindSortOrder: ['Module', 'Function', 'Variable', 'Interface', 'TypeAlias', 'Class', 'Reference'],
  groupOrder: ['Functions', 'Variables', '*'],
  groupReferencesByType: true,
  customCss: 'style.css',
  navigationLinks: { Documentation: `${process.env.ASSENT_BASE ?? '/'}index.html` },
  disableGit: true,
  basePath: root,
  sourceLinkTemplate: `${repository}/tree/main/{path}#L{line}`,
  validation: { notDocumented: true },
  packagesRequiringDocumentation: folders.map((folder) => read(`packages/${folder}/package.json`).name),
  requiredToBeDocumented: ['Function', 'Variable', 'Class', 'Interface', 'TypeAlias', 'Method', 'Accessor', 'Enum', 'EnumMember'],
  treatWarningsAsErrors: true,
}
