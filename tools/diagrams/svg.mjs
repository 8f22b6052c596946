// What diagrams are drawn with: points are [x, y] in pixels, y downwards. Colors are named, and each has a value for light and for
// dark, which follows the page that shows the picture.

const colors = {
  ink: ['#1f2328', '#e6edf3'],
  dim: ['#59636e', '#9da5ae'],
  faint: ['#c4cbd2', '#444c56'],
  blue: ['#0b62c4', '#6cb0ff'],
  orange: ['#a84b00', '#f5975a'],
  green: ['#15702f', '#56c971'],
}

const variables = (scheme) =>
  Object.entries(colors)
    .map(([name, values]) => `--${name}:${values[scheme]}`)
    .join(';')
const style = `:root{${variables(0)}}@media(prefers-color-scheme:dark){:root{${variables(1)}}}text{font:15px system-ui,sans-serif}`

const round = (value) => Number(value.toFixed(1))
const at = ([x, y]) => `${round(x)} ${round(y)}`
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** A whole picture. `title` says in words what it shows. */
export const picture = ({ width, height, title }, parts) =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    ...parts.flat(),
    '</svg>\n',
  ].join('\n')

/** Words; `anchor` is start, middle or end. */
export const label = (place, text, { color = 'ink', anchor = 'middle', bold = false } = {}) => {
  const [x, y] = place.map(round)
  const weight = bold ? ' font-weight="600"' : ''
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="var(--${color})"${weight}>${escaped(text)}</text>`
}

/** A filled dot, or a ring. */
export const dot = ([x, y], { color = 'ink', ring = false, size = 5 } = {}) =>
  `<circle cx="${round(x)}" cy="${round(y)}" r="${size}" fill="${ring ? 'none' : `var(--${color})`}" stroke="var(--${color})" stroke-width="2"/>`

/** A line through points. */
export const line = (points, { color = 'ink', width = 2, dashed = false } = {}) =>
  `<path d="M${points.map(at).join('L')}" fill="none" stroke="var(--${color})" stroke-width="${width}" stroke-linejoin="round"${dashed ? ' stroke-dasharray="5 5"' : ''}/>`

/** A line with a head at its end. */
export function arrow(from, to, { color = 'ink', width = 2.5, dashed = false } = {}) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const length = Math.hypot(dx, dy)
  const [ux, uy] = [dx / length, dy / length]
  const head = Math.min(11, length / 2)
  const neck = [to[0] - ux * head, to[1] - uy * head]
  const side = (sign) => [neck[0] - sign * uy * head * 0.45, neck[1] + sign * ux * head * 0.45]
  const tip = `<path d="M${at(to)}L${at(side(1))}L${at(side(-1))}Z" fill="var(--${color})"/>`
  return [line([from, neck], { color, width, dashed }), tip]
}

/** An ellipse with half axes `a` and `b`, turned by `angle` in degrees. */
export const ellipse = ([x, y], a, b, { angle = 0, color = 'faint', width = 1.5 } = {}) =>
  `<ellipse cx="${round(x)}" cy="${round(y)}" rx="${round(a)}" ry="${round(b)}" transform="rotate(${round(angle)} ${at([x, y])})" fill="none" stroke="var(--${color})" stroke-width="${width}"/>`

/** A frame with round corners. */
export const frame = ([x, y], width, height, { color = 'faint' } = {}) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="none" stroke="var(--${color})" stroke-width="1.5"/>`
