// Images laid out with their padding.

/**
 * Copies the `tall` × `wide` frame whose corner lies at (`top`, `left`) of an image, with zeros where it reaches
 * outside.
 */
export function frame(
  image: usize, imageHeight: i32, imageWidth: i32, channels: i32, top: i32, left: i32, tall: i32, wide: i32, to: usize,
): void {
  const pixel = <usize>channels << 2
  const line = <usize>wide * pixel
  const before = min(max(-left, 0), wide)
  const after = max(min(imageWidth - left, wide), before)
  for (let y = top; y < top + tall; y++) {
    if (y < 0 || y >= imageHeight) {
      memory.fill(to, 0, line)
    } else {
      memory.fill(to, 0, <usize>before * pixel)
      const source = image + <usize>(y * imageWidth + left + before) * pixel
      memory.copy(to + <usize>before * pixel, source, <usize>(after - before) * pixel)
      memory.fill(to + <usize>after * pixel, 0, <usize>(wide - after) * pixel)
    }
    to += line
  }
}
