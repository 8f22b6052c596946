// Serves the built page as a careful host would: with the policies of policy.json as headers, and nothing but its files.

import { fileURLToPath } from 'node:url'
import { type Site, serveFolder } from '../../../test/serve-folder.js'
import policy from '../policy.json' with { type: 'json' }

export type { Site }

export const built = fileURLToPath(new URL('../dist/', import.meta.url))

export const serveSite = (): Promise<Site> =>
  serveFolder(built, (name) => ({
    'content-security-policy': name === 'sandbox.html' ? policy.sandbox : policy.page,
    'x-content-type-options': 'nosniff',
  }))
