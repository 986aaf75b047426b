// Folders of stubs that are measured: one stub for a method of each kind, and many stubs for one method.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STREAM } from './flood.mjs';

export const MANY = 1_000;
/** What is asked for in a call that the n-th of many stubs answers; see `attack.mjs`. */
const nameOf = (n) => `Guest-${n}`;

const GREETING = { greeting: 'Good morning, Ines Okafor!', name: 'Ines Okafor' };
const reply = { message: GREETING };
const equal = (n) => ({ method: 'SayHello', when: { request: { name: nameOf(n) } }, reply });
const FILES = {
  plain: [
    { method: 'SayHello', reply },
    {
      method: 'SayHelloInManyLanguages',
      reply: { stream: Array.from({ length: STREAM }, () => ({ greeting: GREETING.greeting, languageCode: 'en' })) },
    },
  ],
  template: [{ method: 'SayHello', reply: { message: { ...GREETING, name: '${request.name}' } } }],
  one: [equal(0)],
  many: Array.from({ length: MANY }, (_, n) => equal(n)),
  // Nothing that an index could go by: each is tried in its turn, and the last one answers.
  patterns: Array.from({ length: MANY }, (_, n) => ({
    method: 'SayHello',
    when: { request: { name: { $endsWith: n === MANY - 1 ? '0' : `-${n}x` } } },
    reply,
  })),
};

/** Writes the files; answers the folder of each, by its name above, and the folder of all. */
export function stubFolders() {
  const root = mkdtempSync(join(tmpdir(), 'bench-stubs-'));
  const folders = {};
  for (const [name, stubs] of Object.entries(FILES)) {
    folders[name] = join(root, name);
    mkdirSync(folders[name]);
    writeFileSync(
      join(folders[name], `${name}.stubs.json`),
      JSON.stringify({ service: 'greeter.v1.Greeter', stubs }, null, 2),
    );
  }
  return { root, folders };
}
