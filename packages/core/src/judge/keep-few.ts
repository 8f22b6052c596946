// What was compiled last, for a few numbers of examples: others are given back.

interface Disposable {
  dispose(): void
}

/** Values by a whole number, made when first asked for; only the last `most` that were asked for are kept. */
export function keepFew<Value extends Disposable>(most: number, make: (key: number) => Promise<Value>) {
  const kept = new Map<number, Value>()
  return {
    get: async (key: number): Promise<Value> => {
      const value = kept.get(key) ?? (await make(key))
      kept.delete(key)
      kept.set(key, value)
      for (const [oldest, given] of kept) {
        if (kept.size <= most) break
        kept.delete(oldest)
        given.dispose()
      }
      return value
    },
    dispose: () => {
      for (const value of kept.values()) value.dispose()
      kept.clear()
    },
  }
}
