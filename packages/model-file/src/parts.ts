// Parts from their names and options. What is made is compared with what the file says, option by option, so a part that this
// version makes otherwise is refused, and never used as if it were the same.

import { AssentError, fail, type Learner, type Loss, type Model, type Settings } from '@assent/core'
import { findDifference } from '@assent/core/tools'
import type { Layer } from '@assent/models'
import type { ModelNote, PartNote } from './note.js'

type Table<Part> = { readonly [name: string]: (settings: never) => Part }

/** What a file may name, of each kind. */
export interface PartTables {
  readonly models: Table<Model>
  /** What a `sequential` model is made of. @defaultValue none */
  readonly layers?: Table<Layer>
  readonly learners: Table<Learner>
  /** Inner optimizers. */
  readonly inners: Table<Learner['adaptation']>
  readonly losses: Table<Loss>
}

/** Options that an adaptation is told by the learner around it. */
const ofLearners = ['part', 'head', 'lambda']

/** What the user hands in, for parts that are in no table. */
export interface GivenParts {
  readonly model?: Model
  readonly learner?: Learner
  readonly loss?: Loss
}

/** @throws AssentError naming a part that is in no table, or the first option in which one differs */
export function makeParts(where: string, note: ModelNote, tables: PartTables, given: GivenParts) {
  const make = makerIn(where, tables)
  const model = given.model ?? make.model(note.model)
  const learner = given.learner ?? make.learner(note)
  const loss = given.loss ?? make.part('loss', tables.losses, note.loss)
  const made = { model, learner, adaptation: learner.adaptation, loss }
  for (const [kind, { name, settings }] of Object.entries(made)) {
    const told = note[kind as keyof typeof made]
    const difference = findDifference({ name, settings }, { name: told.name, settings: told.settings }, kind)
    if (!difference) continue
    const [path, own, stored] = difference
    fail(where, `${path} ${stored}, as it was trained with`, own, `hand in that ${kind}, or use the version that wrote the file`)
  }
  return { model, learner, loss }
}

function makerIn(where: string, tables: PartTables) {
  const refuse = (expected: string, found: string) => fail(where, expected, found, 'use another file', 'damaged')

  function part<Part>(kind: string, table: Table<Part>, { name, settings }: PartNote): Part {
    const make = Object.hasOwn(table, name) ? table[name] : undefined
    if (!make)
      return fail(where, `a ${kind} of ours (${Object.keys(table).join(', ')})`, `'${name}'`, `hand in the ${kind} by value`)
    try {
      return make(withoutNulls(settings) as never)
    } catch (error) {
      // Options are checked by value, not by type: those of a file may be anything.
      if (error instanceof AssentError || !(error instanceof Error)) throw error
      return refuse(`options that ${name} has`, JSON.stringify(settings).slice(0, 200))
    }
  }

  function model(note: PartNote): Model {
    if (note.name !== 'sequential') return part('model', tables.models, note)
    return part('model', tables.models, {
      ...note,
      settings: { ...note.settings, layers: layers(note.settings.layers) as never },
    })
  }

  function layers(notes: unknown): Layer[] {
    if (!Array.isArray(notes)) return refuse('a list of layers', JSON.stringify(notes)?.slice(0, 80) ?? 'none')
    return notes.map((note: unknown) => {
      const { name, settings } = isPart(note) ? note : refuse('a layer by name and options', JSON.stringify(note)?.slice(0, 80))
      const nested = name === 'residual' ? { layers: layers(settings.layers), shortcut: layers(settings.shortcut) } : {}
      return part('layer', tables.layers ?? {}, { name, settings: { ...settings, ...(nested as Settings) } })
    })
  }

  /** With an inner optimizer where there is one of that name; those that learn their rates have none. */
  function learner({ learner, adaptation }: ModelNote): Learner {
    const { name, settings } = learner
    if (!Object.hasOwn(tables.inners, adaptation.name)) {
      const selfPaced: Partial<Learner> = part('learner', tables.learners, learner)
      if (selfPaced.adaptation) return selfPaced as Learner
      return refuse(`an inner optimizer of ours (${Object.keys(tables.inners).join(', ')})`, `'${adaptation.name}'`)
    }
    const own = Object.entries(adaptation.settings).filter(([option]) => !ofLearners.includes(option))
    const inner = part('inner optimizer', tables.inners, { name: adaptation.name, settings: Object.fromEntries(own) })
    return part('learner', tables.learners, { name, settings: { ...settings, inner: inner as never } })
  }

  return { part, model, learner }
}

function isPart(value: unknown): value is PartNote {
  const { name, settings } = { ...(value as Partial<PartNote> | null) }
  return typeof name === 'string' && typeof settings === 'object' && settings !== null
}

/** Options that were not given are kept as null. */
function withoutNulls(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null))
}
