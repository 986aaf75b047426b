import { expect, test } from 'vitest';
import { createCompiler } from '../../../server/schema/compile.ts';
import { SCHEMA_PROBLEM_CODES } from '../../../server/schema/problem-codes.ts';
import { GOOGLE, protoFiles, XDS } from '../../support/corpora.ts';

const MUTATIONS = 50_000;
const SEED = 20_261_122;
/** What a mutation puts in: what the grammar is made of, and what JavaScript trips over. */
const WORDS = (
  '{ } [ ] ( ) < > ; , . = - + : / // /* */ " \' \\ message enum service rpc returns stream oneof map extend option ' +
  'import public weak package syntax edition reserved extensions to max group repeated optional required local export ' +
  'string int32 bytes __proto__ constructor prototype toString hasOwnProperty 0 1 -1 19000 536870912 4294967296 ' +
  '99999999999999999999 0x 0x7fffffff 1e999 inf nan true features default json_name \u0000 \ufeff ü 😀 \ud800 \n'
).split(' ');

/** Numbers below `limit`, the same in each run. */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** One change to a text: characters or words taken out, doubled, exchanged or put in, or a piece of another file. */
function mutate(text: string, other: string, below: (limit: number) => number): string {
  const at = below(text.length + 1);
  const length = below(4) === 0 ? below(400) : below(12);
  const word = WORDS[below(WORDS.length)]!;
  switch (below(8)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + text.slice(at, at + length).repeat(2 + below(3)) + text.slice(at + length);
    case 2:
      return `${text.slice(0, at)} ${word} ${text.slice(at)}`;
    case 3:
      return text.slice(0, at) + word + text.slice(at + length);
    case 4:
      return text.slice(0, at) + String.fromCharCode(below(256)) + text.slice(at + 1);
    case 5: {
      const from = below(other.length + 1);
      return text.slice(0, at) + other.slice(from, from + length * 4) + text.slice(at);
    }
    case 6:
      return text.slice(0, at);
    default: {
      const words = [...text.matchAll(/[\w.]+/g)];
      const [left, right] = [words[below(words.length)], words[below(words.length)]];
      return left && right ? text.slice(0, left.index) + right[0] + text.slice(left.index + left[0].length) : text;
    }
  }
}

test('50,000 mutations of real files: nothing throws, nothing hangs, nothing leaks', { timeout: 600_000 }, () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  const all = [...protoFiles(GOOGLE), ...protoFiles(XDS)].filter(
    ({ text }) => text.length > 200 && text.length < 5_000,
  );
  const below = random(SEED);
  // What is built in stays compiled; each mutated text is new.
  const compiler = createCompiler();
  let [slowest, refused, read] = [0, 0, 0];
  for (let run = 0; run < MUTATIONS; run++) {
    const base = all[below(all.length)]!;
    let text = base.text;
    for (let count = 1 + below(3); count > 0; count--) text = mutate(text, all[below(all.length)]!.text, below);
    const started = process.cpuUsage();
    const schema = compiler.compile({ files: [{ path: base.path, text }], roots: [''] });
    const { user, system } = process.cpuUsage(started);
    slowest = Math.max(slowest, user + system);
    for (const { code, line, column } of schema.problems)
      if (!(code in SCHEMA_PROBLEM_CODES) || !(line! > 0) || !(column! > 0))
        expect({ code, line, column, text }).toBe('a problem with a documented code and a place');
    if (schema.problems.some(({ severity }) => severity === 'error')) refused += 1;
    if (run % 50 !== 0) continue;
    // What is left of the file can be read by a strict reader.
    for (const name of schema.files.keys()) {
      read += 1;
      if (!schema.descFile(name)) expect(text).toBe('a file whose descriptor can be read');
    }
  }
  process.stdout.write(
    `mutations: ${JSON.stringify({ MUTATIONS, files: all.length, refused, read, slowestMs: Math.round(slowest / 1000) })}\n`,
  );
  expect(refused).toBeGreaterThan(MUTATIONS / 4);
  expect(slowest).toBeLessThan(1_000_000);
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
});

test('what is nested 10,000 deep is refused', () => {
  const head = 'syntax = "proto3";\n';
  const deep: readonly string[] = [
    'message M {'.repeat(10_000) + '}'.repeat(10_000),
    `option (x) = ${'{ a '.repeat(10_000)}${'}'.repeat(10_000)};`,
    `option (x) = ${'{ a < '.repeat(10_000)};`,
    `option (x) = { a: ${'['.repeat(10_000)}`,
    `option (x)${'.a'.repeat(10_000)} = 1;`,
    `message M { ${'a.'.repeat(10_000)}b c = 1; }`,
    `message M { oneof o { ${'group G = 1 {'.repeat(10_000)}`,
  ];
  for (const text of deep) {
    const { problems } = createCompiler().compile({ files: [{ path: 'deep.proto', text: head + text }], roots: [''] });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(20);
  }
});
