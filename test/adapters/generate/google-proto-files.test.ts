import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import { readProtos } from '../../../server/files/read-protos.ts';
import { compile } from '../../../server/schema/compile.ts';
import { emptyWorld } from '../../support/empty-world.ts';

const root = resolve(import.meta.dirname, '../../../node_modules/google-proto-files');

// Every tenth service: all of them take minutes, nearly all of it for descriptors. UNDERSTUDY_ALL=1 takes every one.
const STEP = process.env['UNDERSTUDY_ALL'] ? 1 : 10;

/** Values in a JSON text, as a measure of an answer's size. */
function nodes(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, item) => sum + nodes(item), 1);
}

test(
  'methods of google-proto-files have an example that fits and an answer within 10,000 values',
  { timeout: 300_000 },
  () => {
    const tree = readProtos([root], []);
    const schema = compile({ files: tree.files, roots: tree.roots, find: tree.find });
    const engine = createEngine({ seed: 'seed', random: null, strict: false, now: () => 0, world: emptyWorld() });
    const wrong: string[] = [];
    let most = 0;
    let count = 0;
    for (const service of schema.services.filter((_, index) => index % STEP === 0))
      for (const { path } of service.methods) {
        count += 1;
        const method = schema.method(path)!;
        const example = encodeJson(method.desc.input, engine.example(method).json, method.types);
        if ('problems' in example) {
          wrong.push(`${path}: ${example.problems[0]!.message}`);
          continue;
        }
        const call = engine.open(method, []);
        const steps = [...call.receive(example.bytes).steps, ...call.halfClose().steps];
        for (const step of steps) {
          if (step.do === 'end' && step.status.code !== 0) wrong.push(`${path}: ${step.status.message}`);
          if (step.do !== 'message') continue;
          const body = decodeJson(method.desc.output, step.bytes, method.types);
          if (body.problem) wrong.push(`${path}: ${body.problem.message}`);
          most = Math.max(most, nodes(JSON.parse(body.json!)));
        }
      }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(10_000 / STEP);
    expect(most).toBeLessThanOrEqual(10_000);
  },
);
