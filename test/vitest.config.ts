import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { HeaviestFirst } from './heaviest-first.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Journeys of the command and the library; every other one opens a browser. */
const WITHOUT_BROWSER = [
  'command',
  'command-sources',
  'determinism',
  'foreign-client',
  'handlers',
  'library',
  'readme',
  'retry',
  'server-kills',
  'world-files',
].map((name) => `test/journeys/${name}.test.ts`);

/** What is polled for may take long on a busy machine: only a fault waits to its end. */
const PATIENT = { poll: { timeout: 30_000 } };

/** The rings: see README.md, "Working on it". */
export default defineConfig({
  root,
  test: {
    root,
    // Vitest would leave one core to itself, which is half of two. It has little to do while the files run.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: HeaviestFirst },
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
          // The same pure rooms, with many random inputs or large ones: apart, so that the core answers at once.
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
          expect: PATIENT,
          include: ['test/adapters/**/*.test.ts', 'test/regressions/**/*.test.ts', 'test/conformance/**/*.test.ts'],
          environment: 'node',
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'commands',
          root,
          expect: PATIENT,
          include: WITHOUT_BROWSER,
          environment: 'node',
          testTimeout: 240_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'journeys',
          root,
          expect: PATIENT,
          include: ['test/journeys/**/*.test.ts'],
          exclude: WITHOUT_BROWSER,
          environment: 'node',
          testTimeout: 240_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          // One browser at a time, and nothing beside it: it takes both of two cores by itself.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
