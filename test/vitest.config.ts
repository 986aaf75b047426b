import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Three rings, plus the page's own logic: see README.md, "Tests". */
export default defineConfig({
  root,
  test: {
    root,
    projects: [
      {
        test: {
          name: 'core',
          root,
          include: ['test/core/**/*.test.ts', 'test/architecture.test.ts'],
          environment: 'node',
          // The core is pure: no file can disturb another, and none loads again what another has loaded.
          isolate: false,
        },
      },
      {
        test: {
          name: 'properties',
          root,
          // The same pure rooms, with many random inputs: apart, so that the core answers at once.
          include: ['test/properties/**/*.test.ts'],
          environment: 'node',
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        plugins: [svelte({ configFile: false })],
        test: {
          name: 'web',
          root,
          include: ['test/web/**/*.test.ts', 'test/web/**/*.svelte.test.ts'],
          environment: 'node',
        },
      },
      {
        test: {
          name: 'adapters',
          root,
          include: ['test/adapters/**/*.test.ts', 'test/regressions/**/*.test.ts', 'test/conformance/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'journeys',
          root,
          include: ['test/journeys/**/*.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          // One browser and one heavy process at a time: two cores are all there is.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
