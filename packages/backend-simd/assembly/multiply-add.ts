// The step that every product is made of. Rounded twice, it is the same on every machine; rounded once where the kernels
// are compiled for relaxed SIMD, whose engines choose what their processor does best.

// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum)
  return f32x4.add(sum, f32x4.mul(a, b))
}
