// The rates that a schedule gives, over runs of any length.

import type { OuterOptimizer } from '@assent/core'
import { expectThat } from '../check.js'

export function checkSchedule({ schedule }: OuterOptimizer): void {
  for (const steps of [1, 2, 10, 1000]) {
    for (let step = 1; step <= steps; step++) {
      const rate = schedule.rate(step, steps)
      const where = `at step ${step} of ${steps}`
      expectThat(rate >= 0 && Number.isFinite(rate), `a rate of at least 0 ${where}`, `${rate}`, 'correct the schedule')
      const again = schedule.rate(step, steps)
      expectThat(again === rate, `the same rate ${where} when asked again`, `${again}`, 'let step and steps decide alone')
    }
  }
}
