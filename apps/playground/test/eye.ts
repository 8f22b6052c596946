// What somebody who looks at a page would see at once: a chart that is empty or drawn into a corner, and text that is cut off.

import type { Page } from 'playwright-core'

export interface Look {
  /** Of each visible canvas and drawing: the share of its pixels that are not its ground, and how much of its sides is drawn on. */
  readonly charts: readonly { readonly label: string; readonly ink?: number; readonly across: number; readonly down: number }[]
  /** Texts that reach out of the window, or of an element that hides what does. */
  readonly cut: readonly string[]
}

/** Looks at the page as it is now. */
export function lookAt(page: Page): Promise<Look> {
  return page.evaluate(() => {
    const canvases = [...document.querySelectorAll('canvas')]
      .filter((canvas) => canvas.checkVisibility())
      .map((canvas) => {
        const { width, height } = canvas
        const pixels = new Uint32Array(canvas.getContext('2d')!.getImageData(0, 0, width, height).data.buffer)
        const counts = new Map<number, number>()
        for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
        const [ground] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most))
        let [ink, left, right, top, bottom] = [0, width, 0, height, 0]
        for (const [at, pixel] of pixels.entries()) {
          if (pixel === ground) continue
          ink++
          const [x, y] = [at % width, Math.floor(at / width)]
          ;[left, right, top, bottom] = [Math.min(left, x), Math.max(right, x + 1), Math.min(top, y), Math.max(bottom, y + 1)]
        }
        const label = canvas.getAttribute('aria-label') ?? canvas.parentElement?.getAttribute('aria-label') ?? ''
        const [across, down] = [Math.max(0, right - left) / width, Math.max(0, bottom - top) / height]
        return { label, ink: ink / pixels.length, across, down }
      })
    const drawings = [...document.querySelectorAll('svg')]
      .filter((svg) => svg.checkVisibility() && svg.clientWidth > 100)
      .map((svg) => {
        const { width, height } = svg.getBoundingClientRect()
        const { width: across, height: down } = svg.getBBox()
        const scale = svg.getScreenCTM()?.a ?? 1
        const label = svg.getAttribute('aria-label') ?? ''
        return { label, across: (across * scale) / width, down: (down * scale) / height }
      })
    const cut = [...document.querySelectorAll('input')]
      .filter((input) => input.checkVisibility() && input.scrollWidth > input.clientWidth)
      .map(({ value }) => value)
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const { currentNode: node } = texts
      const text = node.textContent?.trim()
      const parent = node.parentElement
      // What is meant for screen readers alone is one pixel wide.
      if (!text || !parent?.checkVisibility() || parent.closest('.hidden, script, style, option')) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const { left, right } = range.getBoundingClientRect()
      let [from, to] = [0, innerWidth]
      for (let box: Element | null = parent; box; box = box.parentElement) {
        if (getComputedStyle(box).overflowX === 'visible') continue
        if (box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX !== 'hidden') break
        const around = box.getBoundingClientRect()
        ;[from, to] = [Math.max(from, around.left), Math.min(to, around.right)]
      }
      if (left < from - 1 || right > to + 1) cut.push(text.slice(0, 60))
    }
    return { charts: [...canvases, ...drawings], cut }
  })
}
