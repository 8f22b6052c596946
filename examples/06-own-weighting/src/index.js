// A weighting of your own: a softmax over how well each task agrees with the sum of all.

import { defineWeighting } from '@assent/core'

export const softAgreement = ({ temperature = 1 } = {}) =>
  defineWeighting({
    name: 'softAgreement',
    settings: { temperature },
    needs: 'scores',
    weigh: ({ scores }) => {
      const largest = Math.max(...scores.map(Math.abs)) || 1
      const raised = scores.map((score) => Math.exp(score / largest / temperature))
      const total = raised.reduce((sum, value) => sum + value, 0)
      return raised.map((value) => value / total)
    },
  })
