// A canvas to draw on with mouse, pen or finger.

/** Calls `onEnd` after every stroke; `copy` gives the drawing as a canvas of its own, `clear` a white sheet. */
export function drawOn(canvas, onEnd) {
  const context = canvas.getContext('2d')
  const clear = () => {
    context.fillStyle = 'white'
    context.fillRect(0, 0, canvas.width, canvas.height)
  }
  const at = ({ offsetX, offsetY }) => [
    (offsetX * canvas.width) / canvas.clientWidth,
    (offsetY * canvas.height) / canvas.clientHeight,
  ]
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId)
    Object.assign(context, { lineWidth: canvas.width / 12, lineCap: 'round', lineJoin: 'round' })
    context.beginPath()
    context.moveTo(...at(event))
  })
  canvas.addEventListener('pointermove', (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return
    context.lineTo(...at(event))
    context.stroke()
  })
  canvas.addEventListener('pointerup', onEnd)
  clear()
  const copy = () => {
    const other = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height })
    other.getContext('2d').drawImage(canvas, 0, 0)
    return other
  }
  return { clear, copy }
}
