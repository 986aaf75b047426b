import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startApp } from '../../../server/app.ts';
import { loadSchema } from '../../../server/workspace/load.ts';
import { GOOGLE } from '../../support/corpora.ts';
import { loadedClient } from '../../support/loaded-client.ts';
import { STYLES } from './styles.ts';

test.for(STYLES)('$title', async ({ pkg, service, proto, walk }) => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-styles-'));
  try {
    writeFileSync(
      join(folder, `${pkg}.proto`),
      `syntax = "proto3";\npackage ${pkg};\nimport "google/protobuf/empty.proto";\nimport "google/protobuf/timestamp.proto";\n${proto}`,
    );
    const loaded = loadSchema({ paths: [folder], protoPaths: [] });
    expect(loaded.unusable).toEqual([]);
    const options = { paths: [folder], protoPaths: [], port: 0, host: 'localhost', seed: '42' };
    const app = await startApp({ ...options, random: false, strict: false, playground: false, watch: false }, loaded, {
      onDefect: (error) => {
        throw error;
      },
    });
    if ('problem' in app) throw new Error(app.problem.message);
    await using _app = app;
    using client = loadedClient(`${pkg}.proto`, [folder, GOOGLE], `${pkg}.${service}`, `127.0.0.1:${app.port}`);
    await walk((method, request = {}) => client.call(method, request));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
