import { expect, test } from 'vitest';
import { readProtos } from '../../../server/files/read-protos.ts';
import { compile } from '../../../server/schema/compile.ts';
import { GOOGLE } from '../../support/corpora.ts';
import { sweep, told } from '../../support/sweep.ts';

// Every service in CI; elsewhere every tenth. UNDERSTUDY_STEP says otherwise.
const STEP = Number(process.env['UNDERSTUDY_STEP'] ?? (process.env['CI'] ? 1 : 10));

test(
  'every method of google-proto-files answers within 10,000 values and 20 ms at p99, and survives a round trip',
  { timeout: 600_000 },
  () => {
    const tree = readProtos([GOOGLE], []);
    const schema = compile({ files: tree.files, roots: tree.roots, find: tree.find });
    const result = sweep(schema, (_, index) => index % STEP === 0);
    console.log(told('google-proto-files', result));
    expect(result.wrong).toEqual([]);
    expect(result.methods).toBeGreaterThan(10_000 / STEP);
    expect(result.most).toBeLessThanOrEqual(10_000);
    expect(result.warm.p99).toBeLessThanOrEqual(20);
  },
);
