// `assent inspect`: what it says of a table, and that what it suggests trains.

import { expect, it } from 'vitest'
import { runProgram } from '../src/program.js'
import { usePlace } from './support.js'

const place = usePlace()

/** Nine people; each has 30 rows but the last, who has two. */
function writeTable(): void {
  const rows = Array.from({ length: 9 }, (_, person) =>
    Array.from({ length: person === 8 ? 2 : 30 }, (_, at) => {
      const up = at % 2 === 0
      const b = person === 0 && at === 3 ? 'NA' : `${at / 10}`
      return `p${person},${(up ? 1 : -1) * (person + 1 + at / 40)},${b},${up ? 'up' : 'down'}`
    }),
  )
  place.write('moves.csv', ['person,a,b,move', ...rows.flat()].join('\n'))
}

it('counts columns, and says what may name a task', async () => {
  writeTable()
  expect(await runProgram(['inspect', 'moves.csv'])).toBe(0)
  expect(place.printed).toMatch(/^242 rows\n/)
  expect(place.printed).toMatch(/^person +text, first 'p0' in line 2 +9$/m)
  expect(place.printed).toMatch(/^b +numbers 0 … 2\.9 +30 +1$/m)
  expect(place.printed).toMatch(/next: say what a task is; person.* may say which: --task COLUMN/)
})

it('suggests an experiment that trains as it stands', async () => {
  writeTable()
  expect(await runProgram(['inspect', 'moves.csv', '--task', 'person', '--target', 'move'])).toBe(0)
  expect(place.printed).toMatch(
    /5 tasks to learn from, 1 to choose on, 2 to test on; 1 left out\n {2}p8: 1 examples of 'down' of the 6/,
  )
  const [, config = ''] = /assent\.config\.mjs:\n\n([\s\S]*)\nnext:/.exec(place.printed) ?? []
  place.write('assent.config.mjs', config)
  place.write('moves.csv', place.bytes('moves.csv'))
  const words = ['train', '--data', place.path('moves.csv'), '--steps', '2', '--episodes', '2', '--out', 'run']
  expect(await runProgram(words)).toBe(0)
  expect(place.printed).toMatch(/accuracy .*\n.*\nchance/)
})

it('suggests episodes that fit tasks which are smaller than the usual ones', async () => {
  const rows = Array.from({ length: 10 }, (_, room) => Array.from({ length: 7 }, (_, hour) => `r${room},${hour},${room + hour}`))
  place.write('rooms.csv', ['room,hour,inside', ...rows.flat(), 'r10,0,3'].join('\n'))
  expect(await runProgram(['inspect', 'rooms.csv', '--task', 'room', '--target', 'inside'])).toBe(0)
  expect(place.printed).toContain('"shots":2,"queries":5}')
  expect(place.printed).toMatch(/ tasks to learn from, .*; 1 left out\n {2}r10: 1 examples of the 7/)
  place.forget()
  const few = ['room,hour,inside,kind', ...rows.flat().map((row, at) => `${row},k${at % 2}`)].join('\n')
  place.write('kinds.csv', few)
  expect(await runProgram(['inspect', 'kinds.csv', '--task', 'room', '--target', 'kind'])).toBe(0)
  expect(place.printed).toContain('"kind":"classification","shots":1,"queries":2}')
})

it('prints one JSON document, and refuses what is not there', async () => {
  writeTable()
  expect(await runProgram(['inspect', 'moves.csv', '--task', 'person', '--target', 'a', '--inputs', 'b', '--json'])).toBe(0)
  expect(JSON.parse(place.printed)).toMatchObject({
    rows: 242,
    plan: { task: 'person', inputs: ['b'], target: 'a', missing: 'skip' },
    tasksIn: { train: 5, validation: 1, test: 2 },
    skipped: [{ name: 'p8' }],
  })
  await expect(runProgram(['inspect', 'none.csv'])).rejects.toThrow(/\[inspect\] expected a table; found nothing at none\.csv/)
  await expect(runProgram(['inspect', 'moves.csv', '--task', 'who', '--target', 'a'])).rejects.toThrow(/expected a column 'who'/)
})

it('what was learned from a table adapts in the units of the table', async () => {
  // Level = 100 + slope · hour, where a person's slope is 5 to 13: a mean of support is off by far more than a unit.
  const rows = Array.from({ length: 9 }, (_, person) =>
    Array.from({ length: 20 }, (__, hour) => `p${person},${hour},${100 + (5 + person) * hour}`),
  )
  place.write('levels.csv', ['person,hour,level', ...rows.flat()].join('\n'))
  place.write(
    'assent.config.mjs',
    `export default { preset: 'sinusoid-maml', metaSteps: 300, tasksPerStep: 4, evaluation: { episodes: 3, innerSteps: 10 },
      tasks: { name: 'table', options: { from: ${JSON.stringify(place.path('levels.csv'))}, task: 'person', inputs: ['hour'], target: 'level', unit: 'cm' } },
      model: { name: 'mlp', options: { sizes: [1, 20, 1] } } }`,
  )
  expect(await runProgram(['train', '--out', 'run', '--no-evaluate', '--inner-rate', '0.05'])).toBe(0)
  place.write('new.csv', 'hour,level\n1,108\n5,140\n9,172\n14,212\n19,252\n7,')
  place.forget()
  const words = ['adapt', '--checkpoint', 'run/checkpoint.safetensors', '--examples', 'new.csv', '--inner-steps', '1']
  expect(await runProgram(words)).toBe(0)
  const [, value] = /query 1: ([\d.]+) cm/.exec(place.printed) ?? []
  expect(Math.abs(Number(value) - 156)).toBeLessThan(15)
})
