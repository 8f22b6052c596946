// exp, log, tanh and sigmoid of four values at once, by the polynomials of Cephes (Moshier 1984–1992).
// Plain multiplications and additions in a fixed order: the same bits on every machine.

// @ts-ignore: decorator
@inline
function splat(value: f32): v128 {
  return f32x4.splat(value)
}

/** a · x + b. */
// @ts-ignore: decorator
@inline
function step(a: v128, x: v128, b: f32): v128 {
  return f32x4.add(f32x4.mul(a, x), splat(b))
}

/** 2ⁿ for whole n from −126 to 127. */
// @ts-ignore: decorator
@inline
function power(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23)
}

/** eˣ: x = n ln 2 + r, and 2ⁿ is applied in two halves so that the largest and the smallest results are reached. */
export function exp(x: v128): v128 {
  x = f32x4.max(f32x4.min(x, splat(89)), splat(-104))
  const n = f32x4.nearest(f32x4.mul(x, splat(1.44269504088896341)))
  let r = f32x4.sub(x, f32x4.mul(n, splat(0.693359375)))
  r = f32x4.sub(r, f32x4.mul(n, splat(-2.12194440e-4)))
  let y = step(splat(1.9875691500e-4), r, 1.3981999507e-3)
  y = step(y, r, 8.3334519073e-3)
  y = step(y, r, 4.1665795894e-2)
  y = step(y, r, 1.6666665459e-1)
  y = step(y, r, 5.0000001201e-1)
  y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(y, r), r), r), splat(1))
  const whole = i32x4.trunc_sat_f32x4_s(n)
  const half = i32x4.shr_s(whole, 1)
  return f32x4.mul(f32x4.mul(y, power(half)), power(i32x4.sub(whole, half)))
}

/** Natural logarithm: x = 2ᵉ (1 + f), with 1 + f from √½ to √2. */
export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, splat(1.17549435e-38))
  const scaled = v128.bitselect(f32x4.mul(x, splat(8388608)), x, tiny)
  const shifted = i32x4.sub(scaled, i32x4.splat(0x3f3504f3))
  const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23))
  const e = f32x4.sub(exponent, v128.and(tiny, splat(23)))
  const mantissa = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3))
  const f = f32x4.sub(mantissa, splat(1))
  const z = f32x4.mul(f, f)
  let y = step(splat(7.0376836292e-2), f, -1.1514610310e-1)
  y = step(y, f, 1.1676998740e-1)
  y = step(y, f, -1.2420140846e-1)
  y = step(y, f, 1.4249322787e-1)
  y = step(y, f, -1.6668057665e-1)
  y = step(y, f, 2.0000714765e-1)
  y = step(y, f, -2.4999993993e-1)
  y = step(y, f, 3.3333331174e-1)
  y = f32x4.mul(f32x4.mul(y, f), z)
  y = f32x4.add(y, f32x4.mul(e, splat(-2.12194440e-4)))
  y = f32x4.sub(y, f32x4.mul(z, splat(0.5)))
  y = f32x4.add(f32x4.add(f, y), f32x4.mul(e, splat(0.693359375)))
  y = v128.bitselect(splat(-Infinity), y, f32x4.eq(x, splat(0)))
  y = v128.bitselect(x, y, v128.or(f32x4.eq(x, splat(Infinity)), f32x4.ne(x, x)))
  return v128.bitselect(splat(NaN), y, f32x4.lt(x, splat(0)))
}

/** Hyperbolic tangent: a polynomial near 0, 1 − 2 / (e²ˣ + 1) elsewhere. */
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x)
  const z = f32x4.mul(x, x)
  let near = step(splat(-5.70498872745e-3), z, 2.06390887954e-2)
  near = step(near, z, -5.37397155531e-2)
  near = step(near, z, 1.33314422036e-1)
  near = step(near, z, -3.33332819422e-1)
  near = f32x4.add(f32x4.mul(f32x4.mul(near, z), x), x)
  const raised = exp(f32x4.add(size, size))
  const far = f32x4.sub(splat(1), f32x4.div(splat(2), f32x4.add(raised, splat(1))))
  const signed = v128.bitselect(x, far, i32x4.splat(0x80000000))
  return v128.bitselect(near, signed, f32x4.lt(size, splat(0.625)))
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid(x: v128): v128 {
  return f32x4.div(splat(1), f32x4.add(splat(1), exp(f32x4.neg(x))))
}
