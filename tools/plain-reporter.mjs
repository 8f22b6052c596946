// Ends a vitest run with the plain line that machines look for: `N passed, N failed, N skipped`.

export default class PlainReporter {
  onTestRunEnd(modules, unhandledErrors, reason) {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        count[state === 'passed' || state === 'failed' ? state : 'skipped']++
      }
      const failedToLoad = module.state() === 'failed' && [...module.children.allTests('failed')].length === 0
      if (failedToLoad) count.failed++
    }
    const ranNothing = count.passed + count.failed === 0 && reason !== 'passed'
    if (ranNothing) count.failed = 1
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`)
  }
}
