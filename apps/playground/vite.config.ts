// Builds the page as a static folder, which may lie anywhere: all its addresses are relative.

import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { offline } from './tools/offline.js'

export default defineConfig({
  base: './',
  plugins: [svelte(), offline()],
  // One file each: the engine of the sandbox travels as text.
  worker: { format: 'iife' },
  build: { target: 'es2022', modulePreload: { polyfill: false } },
})
