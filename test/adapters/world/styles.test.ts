import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { GOOGLE } from '../../support/corpora.ts';
import { loadedClient } from '../../support/loaded-client.ts';
import { FOUND_STYLES } from './found-styles.ts';
import { LIST_STYLES } from './list-styles.ts';
import { served } from './served-protos.ts';
import { SETTER_STYLES } from './setter-styles.ts';

test.for([...LIST_STYLES, ...FOUND_STYLES, ...SETTER_STYLES])('$title', async ({ pkg, service, proto, walk }) => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-styles-'));
  try {
    writeFileSync(
      join(folder, `${pkg}.proto`),
      `syntax = "proto3";\npackage ${pkg};\nimport "google/protobuf/empty.proto";\nimport "google/protobuf/timestamp.proto";\n${proto}`,
    );
    await using app = await served([folder], []);
    using client = loadedClient(`${pkg}.proto`, [folder, GOOGLE], `${pkg}.${service}`, `127.0.0.1:${app.port}`);
    await walk((method, request = {}) => client.call(method, request));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
