// In the place of vitest, which the testkit needs for suites and a page has not: its checks run by themselves.

export const describe = undefined
export const it = undefined
