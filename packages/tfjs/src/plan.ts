// Plans a program for a number of tasks: every node as calls, and when each slot is let go.

import type { Program, ProgramNode } from '@assent/autodiff'
import type { Strengths } from './access.js'
import { at, inputsOf } from './entries.js'
import { planNode } from './operations/plan-node.js'
import { type Call, createPlanner, type Operand, type Planner } from './planner.js'

/** A program as calls, for a fixed number of tasks. */
export interface Plan {
  readonly tasks: number
  readonly calls: readonly PlannedCall[]
  /** Number of values in each slot. */
  readonly sizes: readonly number[]
  /** Slots whose values never change. */
  readonly constants: ReadonlyMap<number, Float32Array>
  /** The slot of each input, and of each output, by name. */
  readonly inputs: ReadonlyMap<string, number>
  readonly outputs: ReadonlyMap<string, number>
}

/** A call, and what ends with it. */
export interface PlannedCall {
  readonly call: Call
  /** Slots that nobody reads after it. */
  readonly released: readonly number[]
}

/** Plans every node in order; a slot is let go after the last call that reads it. */
export function planProgram(program: Program, tasks: number, strengths: Strengths): Plan {
  const planner = createPlanner(tasks, strengths)
  const { calls, sizes, constants } = planner
  const values: Operand[] = []
  for (const node of program.nodes) values.push(planValue(planner, node, values))
  const slots = (ports: Program['inputs']) => new Map(ports.map(({ name, node }) => [name, at(values, node).slot]))
  const inputs = slots(program.inputs)
  const outputs = slots(program.outputs)
  // An output that is an input would change with the next write, not with the next run.
  const written = new Set(inputs.values())
  for (const [name, slot] of outputs) if (written.has(slot)) outputs.set(name, copied(planner, slot))
  const kept = new Set([...written, ...outputs.values(), ...constants.keys()])
  return { tasks, calls: withReleases(calls, kept), sizes, constants, inputs, outputs }
}

function planValue(planner: Planner, { operation, inputs, shape, perTask }: ProgramNode, known: readonly Operand[]): Operand {
  const none = { slot: -1, shape, perTask } // for the inputs that an operation has not, and does not name
  const operands = inputs.map((input) => at(known, input))
  return {
    slot: planNode(planner, operation, { shape, perTask, from: inputsOf(operands, none), inputs: operands }),
    shape,
    perTask,
  }
}

function copied(planner: Planner, slot: number): number {
  return planner.loop([slot], [at(planner.sizes, slot)], ([values], output) => output.set(values))
}

/** Adds to each call the slots that it is the last to read; a value that nobody reads goes with its own call. */
function withReleases(calls: readonly Call[], kept: ReadonlySet<number>): PlannedCall[] {
  const lastCall = new Map<number, number>()
  for (const [place, call] of calls.entries()) {
    for (const slot of [call.output, ...slotsRead(call)]) lastCall.set(slot, place)
  }
  return calls.map((call, place) => ({
    call,
    released: [...new Set([call.output, ...slotsRead(call)])].filter((slot) => lastCall.get(slot) === place && !kept.has(slot)),
  }))
}

function slotsRead(call: Call): readonly number[] {
  return call.kind === 'loop' ? call.inputs : Object.values(call.inputs).map(({ slot }) => slot)
}
