import { expect, test } from 'vitest';
import { createEngine } from '../../../server/engine/engine.ts';
import { readProtos } from '../../../server/files/read-protos.ts';
import { compile } from '../../../server/schema/compile.ts';
import { standards, walk } from '../../support/aip-life.ts';
import { GOOGLE } from '../../support/corpora.ts';
import { emptyWorld } from '../../support/empty-world.ts';
import { sweep, told, unexplained } from '../../support/sweep.ts';

// Every service, and every fourth of the thousand resources (versions of one API have the same); UNDERSTUDY_STEP=1 takes
// all of both, UNDERSTUDY_STEP=10 every tenth.
const SAID = process.env['UNDERSTUDY_STEP'];
const STEP = Number(SAID ?? 1);
const LIVES_STEP = Number(SAID ?? 4);

const tree = readProtos([GOOGLE], []);
const schema = compile({ files: tree.files, roots: tree.roots, find: tree.find });

test(
  'every method of google-proto-files answers its example within 10,000 values and 20 ms at p99, and survives a round trip',
  { timeout: 600_000 },
  () => {
    const result = sweep(schema, (_, index) => index % STEP === 0, 1);
    process.stdout.write(`${told('google-proto-files', result)}\n`);
    expect(result.wrong).toEqual([]);
    expect(unexplained(result)).toEqual([]);
    expect(result.methods).toBeGreaterThan(10_000 / STEP);
    expect(result.most).toBeLessThanOrEqual(10_000);
    // The figures are printed; what is asserted leaves room for a machine that does other things as well.
    expect(result.figures.warm.p99).toBeLessThanOrEqual(100);
    expect(result.figures.all.p99).toBeLessThanOrEqual(100);
  },
);

test('resources of google-proto-files live by names alone: create, get, list, delete', { timeout: 300_000 }, () => {
  const world = emptyWorld();
  const engine = createEngine({ seed: 'sweep', random: null, strict: false, now: () => 0, world });
  const all = [...standards(schema)].filter((_, index) => index % LIVES_STEP === 0);
  const wrong = all.flatMap((standard) => {
    // Versions of one API share their resources: what one of them deleted is gone for the others.
    world.reset();
    try {
      const reason = walk(engine, standard);
      return reason === undefined ? [] : [`${standard.title}: ${reason}`];
    } catch (error) {
      return [`${standard.title}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
  process.stdout.write(
    `${[`${all.length} resources, ${all.length - wrong.length} live; not:`, ...wrong].join('\n')}\n`,
  );
  expect(all.length).toBeGreaterThan(900 / LIVES_STEP);
  expect(wrong.length / all.length).toBeLessThanOrEqual(0.02);
});
