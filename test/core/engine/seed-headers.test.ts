import { expect, test } from 'vitest';
import { SEED_KEY } from '../../../server/contract/invocation.ts';
import type { Metadata } from '../../../server/contract/metadata.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import { emptyWorld } from '../../support/empty-world.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`syntax = "proto3"; package p;
  message Thing { string quux = 1; }
  service S { rpc Do(Thing) returns (Thing); }`);

function ask(metadata: Metadata, random: (() => string) | null = null) {
  const engine = createEngine({ seed: 'own', random, strict: false, now: () => 0, world: emptyWorld() });
  const conversation = engine.open(schema.method('/p.S/Do')!, metadata);
  const steps = [conversation.receive(new Uint8Array()), conversation.halfClose()].flatMap((turn) => turn.steps);
  const headers = steps.find((step) => step.do === 'headers');
  const message = steps.find((step) => step.do === 'message');
  const end = steps.find((step) => step.do === 'end');
  return {
    seed: headers?.metadata.find(({ key }) => key === SEED_KEY)?.value,
    bytes: message?.bytes,
    status: end?.status,
  };
}

test('an answer of --random is the same again where its seed is sent back', () => {
  const first = ask([], () => 'by chance');
  expect(first.seed).toBe('by chance');
  expect(ask([{ key: SEED_KEY, value: first.seed! }]).bytes).toEqual(first.bytes);
  expect(ask([]).bytes).not.toEqual(first.bytes);
});

test('a seed of 200 characters counts whole; a longer one is refused, and not cut', () => {
  const seed = 'x'.repeat(200);
  expect(ask([{ key: SEED_KEY, value: seed }]).seed).toBe(seed);
  expect(ask([{ key: SEED_KEY, value: `${seed}y` }]).status).toMatchObject({
    name: 'INVALID_ARGUMENT',
    message: `The seed in ${SEED_KEY} has 201 characters; it may have at most 200.`,
  });
});
