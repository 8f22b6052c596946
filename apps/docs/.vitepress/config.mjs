// The documentation as a site: the files of docs/ as they are, with a way through them. `ASSENT_BASE` is where it will lie, as in
// /assent/; the root unless given. A dead link ends the build.

import { readFileSync } from 'node:fs'
import { posix } from 'node:path'

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
const repository = manifest.homepage.replace(/#.*$/, '')

const icon = readFileSync(new URL('../../playground/public/icon.svg', import.meta.url), 'utf8')

const decisions = [
  ['Programs', '0001-programs'],
  ['The task axis', '0002-task-axis'],
  ['Convolution', '0003-convolution'],
  ['A plain outer step', '0004-plain-outer-step'],
  ['Rows', '0005-rows'],
  ['Inner steps', '0006-inner-steps'],
  ['Fused multiply-add', '0007-fused-multiply-add'],
  ['Products in code', '0008-products-in-code'],
  ['Adaptation', '0009-adaptation'],
  ['Experiments', '0010-experiments'],
  ['Model files', '0011-model-files'],
  ['A cluster', '0012-a-cluster'],
  ['ONNX', '0013-onnx'],
]

/** Files of the repository that are no pages are looked at where the repository is. */
function linkToRepository(markdown) {
  const usual = markdown.renderer.rules.link_open
  markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const token = tokens[index]
    const target = token.attrGet('href') ?? ''
    const path = posix.join('docs', posix.dirname(env.relativePath ?? ''), target)
    const leaves = !/^[a-z]+:|^[#/]/.test(target) && !path.startsWith('docs/')
    if (leaves) token.attrSet('href', `${repository}/tree/main/${path}`)
    return usual ? usual(tokens, index, options, env, self) : self.renderToken(tokens, index, options)
  }
}

/** A column without a name has no header to read out: its cell is an ordinary one. */
function leaveUnnamed(markdown) {
  markdown.core.ruler.push('unnamed-columns', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      if (token.type !== 'th_open' || tokens[index + 1]?.content !== '') continue
      token.tag = 'td'
      tokens[index + 2].tag = 'td'
    }
  })
}

/** A number stays on one line with its interval and its unit. */
function keepNumbersWhole(markdown) {
  const usual = markdown.renderer.rules.text
  const whole = (text) => text.replace(/(\d) ± (?=\d)/g, '$1\u00a0±\u00a0').replace(/(\d) (?=%)/g, '$1\u00a0')
  markdown.renderer.rules.text = (...given) => whole(usual(...given))
}

/** `<!-- screen vote?steps=400: Tasks vote -->` is that screen of the playground, live, under that title. A forge shows nothing. */
function embedScreens(markdown) {
  const usual = markdown.renderer.rules.html_block
  const { escapeHtml } = markdown.utils
  markdown.renderer.rules.html_block = (tokens, index, options, env, self) => {
    const { content } = tokens[index]
    if (!content.startsWith('<!-- screen ')) return usual(tokens, index, options, env, self)
    const [, screen, title] = /^<!-- screen (\S+): (.+) -->\s*$/.exec(content) ?? []
    if (screen === undefined) throw new Error(`${env.relativePath}: expected <!-- screen NAME: TITLE -->; found ${content}`)
    return `<LiveScreen screen="${escapeHtml(screen)}" title="${escapeHtml(title)}" />\n`
  }
}

function extendMarkdown(markdown) {
  linkToRepository(markdown)
  leaveUnnamed(markdown)
  keepNumbersWhole(markdown)
  embedScreens(markdown)
}

export default {
  title: 'Assent',
  description: 'Gradient-based meta-learning for TypeScript, where tasks vote on the update.',
  base: process.env.ASSENT_BASE ?? '/',
  srcDir: '../../docs',
  cleanUrls: false,
  lastUpdated: false,
  transformPageData: ({ relativePath }) => {
    if (relativePath === 'guide/coming-from.md') return { frontmatter: { aside: false, pageClass: 'wide' } }
  },
  rewrites: { 'decisions/README.md': 'decisions/index.md' },
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  markdown: {
    config: extendMarkdown,
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    editLink: { pattern: `${repository}/tree/main/docs/:path`, text: 'Edit this page' },
    nav: [
      { text: 'Guide', link: '/guide/first-run' },
      { text: 'Results', link: '/results' },
      { text: 'API', link: '/api/index.html', target: '_self' },
      { text: 'Playground', link: '/playground/index.html', target: '_self' },
    ],
    sidebar: {
      '/decisions/': [
        {
          text: 'Decisions',
          items: [
            { text: 'All', link: '/decisions/' },
            ...decisions.map(([text, name]) => ({ text, link: `/decisions/${name}` })),
          ],
        },
        { text: 'The house', items: [{ text: 'Architecture', link: '/architecture' }] },
      ],
      '/': [
        {
          text: 'Guide',
          items: [
            { text: 'A first run', link: '/guide/first-run' },
            { text: 'Concepts', link: '/concepts' },
            { text: 'Packages', link: '/packages' },
            { text: 'Your data', link: '/guide/your-data' },
            { text: 'Frozen features', link: '/guide/features' },
            { text: 'Compare weightings', link: '/guide/compare-weightings' },
            { text: 'A model in a page', link: '/guide/deploy' },
            { text: 'Many machines', link: '/guide/cluster' },
            { text: 'Coming from elsewhere', link: '/guide/coming-from' },
          ],
        },
        {
          text: 'Parts of your own',
          items: [
            { text: 'All seven', link: '/extend' },
            { text: 'A weighting', link: '/write-a-weighting' },
            { text: 'A learner', link: '/write-a-learner' },
            { text: 'A model', link: '/write-a-model' },
          ],
        },
        {
          text: 'What is known',
          items: [
            { text: 'Results', link: '/results' },
            { text: 'Performance', link: '/performance' },
            { text: 'Glossary', link: '/glossary' },
          ],
        },
        {
          text: 'The house',
          items: [
            { text: 'Architecture', link: '/architecture' },
            { text: 'From a program to bytes', link: '/from-a-program-to-bytes' },
            { text: 'Security', link: '/security' },
            { text: 'Decisions', link: '/decisions/' },
          ],
        },
      ],
    },
  },
  vite: { publicDir: false },
}
