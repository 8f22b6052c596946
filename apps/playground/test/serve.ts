// Serves the built page as a careful host would: with the policies of policy.json as headers, and nothing but its files.

import { fileURLToPath } from 'node:url'
import { type Site, serveFolder } from '../../../test/serve-folder.js'
import policy from '../policy.json' with { type: 'json' }

export type { Site }

export const built = fileURLToPath(new URL('../dist/', import.meta.url))

/** What a host says of each file. */
export const headersOf = (name: string): Record<string, string> => ({
  'content-security-policy': `${name === 'sandbox.html' ? policy.sandbox : policy.page}; ${policy.frames}`,
  'x-content-type-options': 'nosniff',
})

export const serveSite = (): Promise<Site> => serveFolder(built, headersOf)
