// The look of a report: one column on a phone, light or dark as the reader's system is, nothing loaded from elsewhere.

const light = `color-scheme: light; --page: #ffffff; --text: #1c1f24; --faint: #565d68; --line: #d5d9e0; --box: #f5f6f8;
--agree: #1763b0; --oppose: #b34700; --right: #14693c; --wrong: #b3261e;
--series-1: #1763b0; --series-2: #b34700; --series-3: #157055; --series-4: #7b3fa0; --series-5: #7a5c00; --series-6: #ab1a4f;`

const dark = `color-scheme: dark; --page: #14171c; --text: #e6e8ec; --faint: #a5adba; --line: #3a404b; --box: #1d2128;
--agree: #6fb3f7; --oppose: #f7a06b; --right: #6fd39b; --wrong: #ff9b92;
--series-1: #6fb3f7; --series-2: #f7a06b; --series-3: #57cba8; --series-4: #cba0ee; --series-5: #dcb84f; --series-6: #f58bab;`

/** The page's only style sheet. */
export const style = `
:root { ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main, header { max-width: 76rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.5rem; }
h1, h2, h3, h4 { line-height: 1.25; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
h4 { font-size: .95rem; margin: .25rem 0; }
p { margin: .5rem 0; max-width: 46rem; }
header p, .note, figcaption { color: var(--faint); font-size: .875rem; }
.figures { display: grid; gap: 1rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); }
figure { margin: 0; max-width: 30rem; min-width: 0; }
figure > h3, figure > h4, .figures > div > h3 { margin-top: .5rem; }
figure > svg { display: block; width: 100%; height: auto; overflow: visible; color: var(--text); }
figcaption { margin-top: .25rem; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .5rem 0; padding: 0; font-size: .875rem; }
.legend li { overflow-wrap: break-word; min-width: 0; }
.key { width: 2rem; height: .625rem; vertical-align: middle; }
.key line { stroke-width: 2.5; }
.scroll { overflow-x: auto; max-width: 100%; margin: .75rem 0; }
.scroll:focus-visible, pre:focus-visible, summary:focus-visible { outline: 2px solid var(--agree); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--faint); padding-bottom: .25rem; max-width: calc(100vw - 2rem); }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
table { width: max-content; }
.settings table { width: auto; }
.settings tbody :is(th, td) { overflow-wrap: break-word; }
.settings tbody td { overflow-wrap: anywhere; }
thead th { border-bottom: 2px solid var(--line); max-width: 6rem; vertical-align: bottom; }
@media (max-width: 30rem) { tbody th { max-width: 8.5rem; overflow-wrap: break-word; } }
tbody th { font-weight: 600; }
pre { background: var(--box); padding: .75rem; margin: .5rem 0; overflow-x: auto; font-size: .8125rem; }
summary { cursor: pointer; padding: .25rem 0; }
.pixels { image-rendering: pixelated; display: block; }
.grams { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem .9rem; grid-template-columns: repeat(auto-fill, minmax(6.25rem, 1fr)); }
.grams .pixels { width: 100%; height: auto; aspect-ratio: 1; border: 1px solid var(--line); }
.scale { display: flex; gap: .5rem; align-items: center; font-size: .875rem; }
.ramp { width: 10rem; height: .75rem; border: 1px solid var(--line);
background: linear-gradient(to right, rgb(217 95 2), rgb(217 95 2 / 0) 50%, rgb(31 119 210 / 0) 50%, rgb(31 119 210)); }
.examples td { padding: .25rem .5rem .25rem 0; }
.examples .pixels { width: 2.75rem; height: 2.75rem; border: 2px solid var(--line); background: #fff; }
.series { display: block; width: 6rem; height: 3rem; border: 1px solid var(--line); }
.series path { fill: none; stroke-width: 1.25; vector-effect: non-scaling-stroke; }
.right, .wrong { display: inline-block; text-align: center; }
.right { color: var(--right); }
.wrong { color: var(--wrong); font-weight: 700; }
.wrong :is(.pixels, .series) { border: 2px dashed var(--wrong); }
@media print { .scroll { overflow: visible; } }
`
