// Python's random.seed and random.shuffle, so that splits which were published as "shuffled with seed s" can be made again:
// the generator MT19937 of Matsumoto and Nishimura 1998, seeded by its init_by_array, and the shuffle of Python 3.

const length = 624
const middle = 397

/** A shuffled copy, as `random.seed(seed); random.shuffle(values)` of Python 3 leaves it; `seed` is from 0 to 2³² − 1. */
export function pythonShuffle<T>(values: readonly T[], seed: number): T[] {
  const next = createGenerator(seed)
  const shuffled = [...values]
  for (let i = shuffled.length - 1; i > 0; i--) {
    const other = below(i + 1, next)
    const moved = shuffled[i] as T
    shuffled[i] = shuffled[other] as T
    shuffled[other] = moved
  }
  return shuffled
}

/** As many bits as `limit` has, drawn anew until they make less than `limit`. */
function below(limit: number, next: () => number): number {
  const unused = Math.clz32(limit)
  for (;;) {
    const drawn = next() >>> unused
    if (drawn < limit) return drawn
  }
}

/** 32 random bits per call. */
function createGenerator(seed: number): () => number {
  const state = initialState(seed)
  let place = length
  return () => {
    if (place === length) {
      twist(state)
      place = 0
    }
    let word = state[place++] as number
    word ^= word >>> 11
    word ^= (word << 7) & 0x9d2c5680
    word ^= (word << 15) & 0xefc60000
    return (word ^ (word >>> 18)) >>> 0
  }
}

function initialState(seed: number): Uint32Array {
  const state = new Uint32Array(length)
  const at = (place: number) => state[place] as number
  const mixed = (place: number) => at(place - 1) ^ (at(place - 1) >>> 30)
  state[0] = 19650218
  for (let i = 1; i < length; i++) state[i] = Math.imul(1812433253, mixed(i)) + i
  let place = 1
  const advance = () => {
    if (++place < length) return
    state[0] = at(length - 1)
    place = 1
  }
  for (let k = 0; k < length; k++) {
    state[place] = (at(place) ^ Math.imul(mixed(place), 1664525)) + seed
    advance()
  }
  for (let k = 1; k < length; k++) {
    state[place] = (at(place) ^ Math.imul(mixed(place), 1566083941)) - place
    advance()
  }
  state[0] = 0x80000000
  return state
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < length; i++) {
    const joined = ((state[i] as number) & 0x80000000) | ((state[(i + 1) % length] as number) & 0x7fffffff)
    state[i] = (state[(i + middle) % length] as number) ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0)
  }
}
