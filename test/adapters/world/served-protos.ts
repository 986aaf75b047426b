import { expect } from 'vitest';
import { startApp, type App } from '../../../server/app.ts';
import { loadSchema } from '../../../server/workspace/load.ts';

/** Understudy as `understudy PATHS -I ROOT` starts it: no configuration. */
export async function served(paths: readonly string[], protoPaths: readonly string[]): Promise<App> {
  const loaded = loadSchema({ paths, protoPaths });
  expect(loaded.unusable).toEqual([]);
  const options = { paths, protoPaths, port: 0, host: 'localhost', seed: '42' };
  const app = await startApp({ ...options, random: false, strict: false, playground: false, watch: false }, loaded, {
    onDefect: (error) => {
      throw error;
    },
  });
  if ('problem' in app) throw new Error(app.problem.message);
  return app;
}
