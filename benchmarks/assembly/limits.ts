// What the processor can do at most with SIMD128: multiplications and additions in registers, and reads of memory.

/** Multiplications and additions of one round of `arithmetic`. */
export const operationsPerRound: i32 = 4 * (8 + 8 + 2)

/**
 * Eight sums, each of other products in every round, so that nothing waits and nothing can be left out. The factors are
 * arguments since engines load constants anew in every round.
 */
export function arithmetic(rounds: i32, first: f32, second: f32, third: f32, fourth: f32): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0
  const a = f32x4.splat(first), b = f32x4.splat(second), c = f32x4.splat(third), d = f32x4.splat(fourth)
  let u = a, v = b
  for (let i = 0; i < rounds; i++) {
    s0 = f32x4.add(s0, f32x4.mul(u, a))
    s1 = f32x4.add(s1, f32x4.mul(v, a))
    s2 = f32x4.add(s2, f32x4.mul(u, b))
    s3 = f32x4.add(s3, f32x4.mul(v, b))
    s4 = f32x4.add(s4, f32x4.mul(u, c))
    s5 = f32x4.add(s5, f32x4.mul(v, c))
    s6 = f32x4.add(s6, f32x4.mul(u, d))
    s7 = f32x4.add(s7, f32x4.mul(v, d))
    u = f32x4.mul(u, a)
    v = f32x4.add(v, b)
  }
  const low = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3))
  const high = f32x4.add(f32x4.add(s4, s5), f32x4.add(s6, s7))
  return f32x4.extract_lane(f32x4.add(low, high), 0)
}

/** Makes room for `bytes` from address 1024 on, and touches all of it. */
export function prepare(bytes: i32): void {
  memory.grow((bytes >>> 16) + 1)
  for (let at = 1024; at < 1024 + bytes; at += 4) store<f32>(at, 1)
}

/** Reads `bytes`, a multiple of 64, from address 1024 on. */
export function stream(bytes: i32): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0
  for (let at = 1024; at < 1024 + bytes; at += 64) {
    s0 = f32x4.add(s0, v128.load(at))
    s1 = f32x4.add(s1, v128.load(at, 16))
    s2 = f32x4.add(s2, v128.load(at, 32))
    s3 = f32x4.add(s3, v128.load(at, 48))
  }
  return f32x4.extract_lane(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)), 0)
}
