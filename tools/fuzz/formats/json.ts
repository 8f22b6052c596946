// JSON from outside, and comma-separated lists.

import { isDeepStrictEqual } from 'node:util'
import { parseJsonBounded } from '@assent/core/tools'
import { readCsv } from '../../../packages/tasks-images/src/sources/csv.js'
import { demand, target } from '../format.js'
import { chance, mutate, mutateText, pick } from '../mutate.js'

const texts = [
  '{"train":["cat","dog"],"val":["a \\"b\\"",""],"test":[]}',
  '[{"x":[1,2.5,-3e-7,0],"y":null,"z":{"a":{"b":[[],{}]}}},true,false]',
  '{"x":1,"y":{"x":1,"y":{"x":"\\u00e9\\n"}}}',
]

const encoded = texts.map((text) => new TextEncoder().encode(text))

export const json = target<{ text: string; value: unknown }>({
  name: 'json',
  make: (rng) => {
    if (chance(30, rng)) return { bytes: mutate(pick(encoded, rng), rng, encoded) }
    return { bytes: new TextEncoder().encode(`${chance(5, rng) ? '\ufeff' : ''}${mutateText(pick(texts, rng), rng)}`) }
  },
  read: (bytes) => {
    const text = Buffer.from(bytes).toString()
    return { text, value: parseJsonBounded('file', text) }
  },
  check: ({ text, value }) => {
    demand(isDeepStrictEqual(value, JSON.parse(text.replace(/^\ufeff/, ''))), 'read differently than by JSON.parse')
    demand(isDeepStrictEqual(parseJsonBounded('file', JSON.stringify(value)), JSON.parse(JSON.stringify(value))), 'written again')
    demand(!hasOwnProto(value), 'a key __proto__')
  },
})

function hasOwnProto(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasOwnProto)
}

const lists = ['filename,label\r\na.jpg,n01\r\n"b, c.jpg","say ""n02"""\r\n', 'label,filename\nx,y\n']

const encodedLists = lists.map((text) => new TextEncoder().encode(text))

export const csv = target({
  name: 'csv',
  make: (rng) => ({ bytes: mutate(pick(encodedLists, rng), rng, encodedLists) }),
  read: (bytes) => readCsv('file', Buffer.from(bytes).toString(), ['filename', 'label']),
  check: (rows) => {
    for (const { filename, label } of rows) demand(typeof filename === 'string' && typeof label === 'string', 'fields')
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
    const text = ['filename,label', ...rows.map(({ filename, label }) => `${quoted(filename)},${quoted(label)}`)].join('\n')
    demand(isDeepStrictEqual(readCsv('file', text, ['filename', 'label']), rows), 'written again')
  },
})
