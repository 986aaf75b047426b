import { expect, test } from 'vitest';
import { readProtos } from '../../../server/files/read-protos.ts';
import { compile } from '../../../server/schema/compile.ts';
import { XDS } from '../../support/corpora.ts';
import { sweep, told } from '../../support/sweep.ts';

test(
  'every method of envoy answers within 10,000 values and 20 ms at p99, and survives a round trip',
  { timeout: 300_000 },
  () => {
    const tree = readProtos([XDS], []);
    const schema = compile({ files: tree.files, roots: tree.roots, find: tree.find });
    const result = sweep(schema, () => true);
    console.log(told('envoy', result));
    expect(result.wrong).toEqual([]);
    expect(result.methods).toBeGreaterThan(30);
    expect(result.most).toBeLessThanOrEqual(10_000);
    expect(result.warm.p99).toBeLessThanOrEqual(20);
  },
);
