// A screen inside another page of the same origin, which learns how tall it is.

/** Tells the page around the height of the content, now and whenever it changes; returns what ends that. */
export function tellHeight(): () => void {
  const observer = new ResizeObserver(() => {
    parent.postMessage({ kind: 'embedded', height: document.body.offsetHeight }, location.origin)
  })
  observer.observe(document.body)
  return () => observer.disconnect()
}
