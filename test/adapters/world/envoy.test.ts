import { expect, test } from 'vitest';
import { readProtos } from '../../../server/files/read-protos.ts';
import { compile } from '../../../server/schema/compile.ts';
import { XDS } from '../../support/corpora.ts';
import { sweep, told, unexplained } from '../../support/sweep.ts';

test(
  'every method of envoy answers its example within 10,000 values and 20 ms at p99, and survives a round trip',
  { timeout: 300_000 },
  () => {
    const tree = readProtos([XDS], []);
    const schema = compile({ files: tree.files, roots: tree.roots, find: tree.find });
    // So few methods leave the code of the engine itself cold.
    const result = sweep(schema, () => true, 8);
    process.stdout.write(`${told('envoy', result)}\n`);
    expect(result.wrong).toEqual([]);
    expect(unexplained(result)).toEqual([]);
    expect(result.methods).toBeGreaterThan(30);
    expect(result.most).toBeLessThanOrEqual(10_000);
    // The figures are printed; what is asserted leaves room for a machine that does other things as well.
    expect(result.figures.warm.p99).toBeLessThanOrEqual(100);
  },
);
