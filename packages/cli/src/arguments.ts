// Options of the command line: how each is read, and refused in the shape of every other message.

import { fail } from '@assent/core'
import type { Command } from 'commander'

/** Reads one value; `flag` is for the message. */
export type Parse<Value> = (text: string, flag: string) => Value

/** Adds an option whose value is read by `parse`. */
export function addValue<Value>(command: Command, flags: string, description: string, parse: Parse<Value>): Command {
  const [flag = flags] = flags.split(' ')
  return command.option(flags, description, (text: string) => parse(text, flag))
}

const refuse = (flag: string, expected: string, text: string): never =>
  fail(flag, expected, `'${text}'`, 'correct the option, or leave it out')

function toNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text)
}

/** A whole number of at least 1. */
export const count: Parse<number> = (text, flag) => {
  const value = toNumber(text)
  return Number.isSafeInteger(value) && value >= 1 ? value : refuse(flag, 'a whole number of at least 1', text)
}

/** A whole number of at least 0. */
export const wholeNumber: Parse<number> = (text, flag) => {
  const value = toNumber(text)
  return Number.isSafeInteger(value) && value >= 0 ? value : refuse(flag, 'a whole number of at least 0', text)
}

/** A finite number of at least 0. */
export const rate: Parse<number> = (text, flag) => {
  const value = toNumber(text)
  return Number.isFinite(value) && value >= 0 ? value : refuse(flag, 'a finite number of at least 0', text)
}

/** A number from 0 to 1. */
export const share: Parse<number> = (text, flag) => {
  const value = toNumber(text)
  return value >= 0 && value <= 1 ? value : refuse(flag, 'a share from 0 to 1', text)
}

/** A finite number above 0. */
export const positive: Parse<number> = (text, flag) => {
  const value = toNumber(text)
  return Number.isFinite(value) && value > 0 ? value : refuse(flag, 'a finite number above 0', text)
}

/** Any text but none. */
export const text: Parse<string> = (given, flag) => (given === '' ? refuse(flag, 'a name', given) : given)

/** One of a few words. */
export const oneOf =
  <Word extends string>(...words: readonly Word[]): Parse<Word> =>
  (given, flag) =>
    words.find((word) => word === given) ?? refuse(flag, `one of ${words.join(', ')}`, given)

export const listOf =
  <Value>(parse: Parse<Value>): Parse<Value[]> =>
  (text, flag) =>
    text.split(',').map((part) => parse(part.trim(), flag))

/** Names between commas. */
export const names: Parse<string[]> = listOf(text)

/** Commas also stand between a part's options, so `a:x=1,y=2,b` is two parts. */
export const partNames: Parse<string[]> = (text, flag) => {
  const list: string[] = []
  for (const part of names(text, flag)) {
    const continues = part.includes('=') && !part.includes(':') && list.length > 0
    list.push(continues ? `${list.pop()},${part}` : part)
  }
  return list
}
