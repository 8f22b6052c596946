// Weightings to begin with, as the bodies of `(agreement) => weights`.

export const samples = {
  clip: {
    title: 'cut to the median length',
    code: `// How long each proposal is, and the length in the middle.
const lengths = agreement.squaredNorms.map(Math.sqrt)
const median = [...lengths].sort((a, b) => a - b)[Math.floor(lengths.length / 2)]

// Longer ones count less.
return lengths.map((length) => Math.min(1, median / length) / agreement.tasks)`,
  },
  agreement: {
    title: 'gradient agreement, as in the paper',
    code: `// sᵢ = gᵢ · Σⱼ gⱼ, divided by the sum of their sizes.
const { scores } = agreement
const total = scores.reduce((sum, score) => sum + Math.abs(score), 0)
return scores.map((score) => score / total)`,
  },
  together: {
    title: 'only who agrees with most',
    code: `// A task counts when it pulls the same way as more than half of the others.
const friends = agreement.gram.map((row) => row.filter((product) => product > 0).length)
const counts = friends.map((number) => (number > agreement.tasks / 2 ? 1 : 0))
const total = counts.reduce((sum, count) => sum + count, 0) || 1
return counts.map((count) => count / total)`,
  },
  hard: {
    title: 'the harder half',
    code: `// Tasks whose loss is above the median, evenly.
const median = [...agreement.queryLosses].sort((a, b) => a - b)[Math.floor(agreement.tasks / 2)]
const hard = agreement.queryLosses.map((loss) => (loss >= median ? 1 : 0))
const total = hard.reduce((sum, count) => sum + count, 0)
return hard.map((count) => count / total)`,
  },
} as const
