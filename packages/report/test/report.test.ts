// What a report says: the numbers that it was given, in words and tables, whatever their names are.

import { accuracy } from '@assent/core'
import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { renderReport } from '../src/index.js'
import { comparisonReport, curve, open, run, runReport, series, vote } from './support.js'

/** Whether a page holds a text; a page that does not is not printed. */
const expectIn = (html: string, text: string) => expect(html.includes(text), text).toBe(true)

describe('a report on a run', () => {
  it('shows the score beside the baselines, and what the vote did', () => {
    const { rows } = open(runReport())
    expect(rows('Methods and baselines')).toEqual([
      ['Method', 'Score', 'A tenth is worse than', 'Σw', 'w < 0', '‖direction‖ / ‖mean‖', 'Tasks left out'],
      ['mean of support (baseline)', '0.825 ± 0.015 m', '', '', '', '', ''],
      ['agreement', '0.500 ± 0.050 m', '1.234 m', '0.75', '25 %', '1.50', '3'],
    ])
  })

  it('says in words what each chart shows', () => {
    const { chart } = open(runReport())
    // Means of the first and the last two of a hundred steps: 2 (1 + 0.99) / 2, and so on.
    expect(chart('Loss')).toContain('support, before adaptation: from 1.99 at first to 0.7432 at last.')
    expect(chart('Loss')).toContain(`query, after adaptation: from 6.965 at first to 2.601 at last.`)
    expect(chart('Length of the direction')).toContain('agreement: from 1.5 at first to 1.5 at last.')
    expect(chart('root mean squared error')).toContain('agreement: 0.900 m before adaptation, 0.500 m after 2 steps.')
    expect(chart('Weights of agreement, seed 7')).toContain('reaches from −0.8 to 1.6; 25 % of the weights are negative')
    expect(chart('Plymouth')).toContain('root mean squared error before adaptation: 0.765 m, after 5 steps: 0.123 m')
  })

  it('says what it is, how to repeat it and with which settings', () => {
    const { html, document, rows } = open(runReport({ date: '2026-01-02' }))
    expect(document.querySelector('h1')?.textContent).toBe('tides: maml with agreement')
    expect(document.querySelector('header p')?.textContent).toBe('100 meta-steps, seed 7. 2026-01-02.')
    expectIn(html, '<code>assent train --preset tides --seed 7</code>')
    const settings = rows('Settings, seeds and versions')
    for (const row of [
      ['tasks.name', 'tides'],
      ['tasks.settings.shots', '5'],
      ['seed', '7'],
      ['versions.assent', '1.2.3'],
    ])
      expect(settings).toContainEqual(row)
  })

  it('draws Gram matrices as cosines, those that count most first', () => {
    const images = [...open(runReport()).document.querySelectorAll('.grams img')]
    expect(images.map((image) => image.getAttribute('alt')?.replaceAll('\u00a0', ' '))).toEqual(
      [1, 50, 100].map(
        (step) =>
          `Cosines between the proposals at step ${step} under agreement, seed 7: mean cosine −0.17, 33 % of pairs opposed`,
      ),
    )
    const address = images[0]!.getAttribute('src')!
    const { data, width, channels } = decode(Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'))
    expect([width, channels]).toEqual([4, 4])
    const opacities = Array.from({ length: 16 }, (_, pixel) => data[4 * pixel + 3])
    const isOrange = Array.from({ length: 16 }, (_, pixel) => data[4 * pixel]! > data[4 * pixel + 2]!)
    // In the order of the weights: a, b, other, dissenter.
    expect(opacities).toEqual([255, 255, 0, 255, 255, 255, 0, 255, 0, 0, 255, 0, 255, 255, 0, 255])
    expect([3, 7, 12, 13].map((pixel) => isOrange[pixel])).toEqual([true, true, true, true])
    expect([0, 1, 5, 10, 15].map((pixel) => isOrange[pixel])).toEqual([false, false, false, false, false])
  })

  it('shows at most eight votes of many, the first and the last among them', () => {
    const many = Array.from({ length: 24 }, (_, index) => vote(10 * (index + 1)))
    const data = runReport()
    const { document } = open({ ...data, methods: [{ ...data.methods[0]!, runs: [run(7, { votes: many })] }] })
    const steps = [...document.querySelectorAll('.grams strong')].map(({ textContent }) => textContent)
    expect(steps).toHaveLength(8)
    expect([steps[0], steps.at(-1)]).toEqual(['step 10', 'step 240'])
  })

  it('shows pictures with the classes that they were taken for, in words too', () => {
    const { rows, document } = open(runReport())
    expect(rows('1 of these 2 right after 3 steps')).toEqual([
      ['Class', 'Learned from', 'Taken for'],
      ['1', '', '✓ 1'],
      ['2', '', '✗ 1'],
    ])
    const ink = document.querySelector('.examples img')!.getAttribute('src')!
    expect(Array.from(decode(Buffer.from(ink.slice(ink.indexOf(',') + 1), 'base64')).data)).toEqual([255, 0, 128, 255])
  })

  it('shows series in time as lines on one scale, broken where a value is missing', () => {
    const { rows, document } = open(runReport({ methods: [{ ...runReport().methods[0]!, samples: [series] }] }))
    expect(rows('1 of these 1 right after 1 step')[1]).toEqual(['1', '', '✓ 1'])
    const drawings = [...document.querySelectorAll('svg.series')]
    const paths = drawings.map((svg) => [...svg.querySelectorAll('path')].map((path) => path.getAttribute('d')))
    // Values from −1 to 3 over a height of 48, steps 48 apart: 3 is at the top, −1 at the bottom, 1 in the middle.
    expect(paths).toEqual([
      ['M0.0 0.0L48.0 24.0L96.0 48.0', 'M0.0 24.0M96.0 24.0'],
      ['M0.0 48.0L48.0 48.0L96.0 48.0', 'M0.0 48.0L48.0 48.0L96.0 48.0'],
    ])
    expect(drawings.map((svg) => svg.getAttribute('aria-label'))).toEqual([
      'support example of class 1',
      'query example of class 1',
    ])
    expect(document.querySelectorAll('.examples img')).toHaveLength(0)
  })

  it('draws a series that never changes', () => {
    const flat = { ...series, support: [], query: [{ length: 1, channels: 1, values: [5], label: 0, predicted: 0 }] }
    const { document } = open(runReport({ methods: [{ ...runReport().methods[0]!, samples: [flat] }] }))
    expect(document.querySelector('svg.series path')!.getAttribute('d')).toBe('M0.0 24.0')
  })

  it('says what is missing', () => {
    const [method] = runReport().methods
    const bare = { name: 'agreement', trials: [], runs: [run(7, { votes: [], log: [], steps: undefined })], samples: [] }
    const { html } = open({ title: 'bare', methods: [bare], withoutSamples: 'None can be drawn.' })
    for (const text of ['Not evaluated', 'No votes were saved', 'None can be drawn.', 'No single command is known to repeat it'])
      expectIn(html, text)
    expect(html.includes('NaN')).toBe(false)
    const uniform = { ...vote(1), weights: [0.25, 0.25, 0.25, 0.25] }
    const { html: same } = open(runReport({ methods: [{ ...method!, runs: [run(7, { votes: [uniform] })] }] }))
    expectIn(same, 'Every task has the same weight, 1/n.')
  })
})

describe('a report on a comparison', () => {
  it('shows every method with its difference, seeds and rates, also one that diverged', () => {
    const { rows, html } = open(comparisonReport())
    const [head, , uniform, agreement, wild] = rows('Methods and baselines')
    expect(head!.slice(0, 6)).toEqual(['Method', 'Score', 'Minus uniform', 'Each seed', 'A tenth is worse than', 'Outer rate'])
    expect(uniform!.slice(0, 6)).toEqual(['uniform', '0.500 ± 0.050 m', '', '0.410 m, 0.590 m', '1.000 m', '0.01'])
    expect(agreement![2]).toBe('−0.021 ± 0.030 m²')
    expect(wild!.slice(0, 4)).toEqual(['wild', 'diverged', '', ''])
    expect(rows('Outer rates on validation tasks').slice(1)).toEqual([
      ['uniform', '0.01', '0.456 ± 0.010 m', 'chosen'],
      ['uniform', '0.1', 'diverged', ''],
      ['agreement', '0.01', '0.456 ± 0.010 m', 'chosen'],
      ['agreement', '0.1', 'diverged', ''],
      ['wild', '0.01', 'diverged', ''],
      ['wild', '0.1', 'diverged', ''],
    ])
    expectIn(html, 'agreement and uniform: no difference beyond the interval.')
  })

  it('averages over seeds, and names what differs between them', () => {
    const { chart, rows, html } = open(comparisonReport())
    // Seeds 1 and 2 begin at 1 and 2: their mean is 1.5 (1 + 0.99) / 2.
    expect(chart('Loss after adaptation')).toContain('uniform: from 1.492 at first')
    expectIn(html, 'Lines are means over 2 seeds, bands reach from the lowest seed to the highest.')
    expect(rows('Settings, seeds and versions')).toContainEqual(['seed', '1, 2'])
    expect(rows('Settings, seeds and versions')).toContainEqual(['tasks.name', 'tides, not set'])
  })

  it('shows accuracies in per cent', () => {
    const data = comparisonReport()
    const { rows } = open({ ...data, judged: { ...data.judged!, metric: accuracy() } })
    expect(rows('Methods and baselines')[3]!.slice(1, 4)).toEqual(['50.0 ± 5.0 %', '−2.1 ± 3.0 %', '41.0 %, 59.0 %'])
  })
})

describe('the page', () => {
  it('is the same for the same data', () => {
    expect(renderReport(comparisonReport())).toBe(renderReport(comparisonReport()))
    expect(renderReport(runReport())).toBe(renderReport(runReport()))
  })

  it('needs nothing else: no scripts, and no address but of data', () => {
    for (const data of [runReport(), comparisonReport()]) {
      const { html, document } = open(data)
      expect(document.querySelectorAll('script, link[rel=stylesheet], iframe, object')).toHaveLength(0)
      for (const part of document.querySelectorAll('[src], [href]')) {
        expect(part.getAttribute('src') ?? part.getAttribute('href')).toMatch(/^data:/)
      }
      expect(/@import|url\(/.test(html)).toBe(false)
      expect(html.length).toBeLessThan(1e6)
    }
  })

  it('takes names as text, wherever they stand', () => {
    const hostile = `<script>alert('1')</script>"><img src=x onerror=alert(2)>&amp;`
    const data = comparisonReport()
    const methods = data.methods.map((method) => ({
      ...method,
      name: `${hostile} ${method.name}`,
      runs: method.runs.map((one) => ({ ...one, setup: { [hostile]: hostile } })),
      samples: [{ ...curve, task: hostile }],
    }))
    const baselines = [{ name: hostile, score: { mean: 0.8, interval: 0.1 } }]
    const { document, html } = open({
      title: hostile,
      date: hostile,
      command: hostile,
      judged: { ...data.judged!, baselines },
      verdicts: [hostile],
      methods,
    })
    expect(/<script|<img src=x/.test(html)).toBe(false)
    expect(document.querySelectorAll('script, [onerror], img[src=x]')).toHaveLength(0)
    expect(document.querySelector('h1')?.textContent).toBe(hostile)
    const charts = [...document.querySelectorAll('svg[role=img]')].map((svg) => svg.getAttribute('aria-label'))
    expect(charts.some((label) => label?.includes(`${hostile} uniform: from`))).toBe(true)
    const legend = document.querySelector('.legend li')?.textContent?.trim()
    expect(legend).toBe(`${hostile} uniform`)
  })

  it('is refused without a training', () => {
    expect(() => renderReport({ title: 'none', methods: [] })).toThrow(/\[report\] expected at least one training; found none; /)
  })
})
