// `node test/bench/patterns.mjs`: what a pattern of a stub costs on a long text, catastrophic ones included, and some that cost
// nearly as much as is allowed. Every pattern is tried on texts of 100 KB each, with a new machine for each text: the first test
// of it, which knows nothing yet, and the least of those after it. Before all that, one of the dearest is tried by the clock in a
// process that has matched nothing yet: what V8 takes to compile our code is in it.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const main = resolve(import.meta.dirname, '../..', process.env.BENCH_MAIN ?? 'dist/server/main.js');
const { linearRegex } = await import(pathToFileURL(join(main, '../rules/linear-regex.js')).href);

const LENGTH = 100_000;
const BOUND = 50;
let seed = 1;
/** From 0 to 1, the same in each run; with no period that a machine of few states could learn. */
const random = () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
const text = (alphabet) => {
  const letters = [...alphabet];
  return Array.from({ length: LENGTH }, () => letters[Math.floor(random() * letters.length)]).join('');
};
const TEXTS = {
  'one letter': 'a'.repeat(LENGTH),
  'one letter, and another at the end': `${'a'.repeat(LENGTH - 1)}!`,
  'a and b': text('ab'),
  'letters, digits, marks': text('abcdefghijklmnopqrstuvwxyz 0123456789.@-'),
  'a, b and c': text('abc'),
  'other alphabets': text('äöü漢字😀'),
  'a long number': '1'.repeat(LENGTH),
  spaces: ' '.repeat(LENGTH),
};
const PATTERNS = [
  '^VIP-',
  '^(a+)+$',
  '^(a|a)*$',
  '(a|aa)+$',
  '(x+x+)+y',
  '(a|a?)+$',
  '(a*)*b',
  '(.*a){20}b',
  '(a?){100}a{100}$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '([a-z]+)*\\d$',
  '(.*)(.*)(.*)(.*)x$',
  '\\s*$x',
  '^\\s+|\\s+$',
  '(\\d+)*[^\\d]$',
  '^[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+$',
  '^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$',
  '(a|b)*a(a|b){20}$',
  '(a|b)*a(a|b){200}$',
  '(a|b)*a(a|b){900}$',
  // As dear as is allowed: more states than are kept, and as many ways from each as there may be.
  '(?:[ab]{1,30}c?){20}z',
  '(a|b)*a((a|b){10}[ab]?b?){60}z',
  '(a|b)*a((a|b){20}b*){50}z',
  '(a|b)*a(a|b){600}(a?b?){80}z',
  '(a|b)*a([ab]{1,10}c?){45}z',
  '(a|b)*a(([abc]{20})|([ab]{21})){18}z',
  '(a|b)*a(a|b){900}(a|b){500}z',
  '\\b(a|b)*a((a|b){10}[ab]?b?){60}\\b$',
  '(.{1,200}){5}z$',
  '.{500}z$',
  '(?i)hello.*world$',
  '(?s).*\\p{L}{10}.*z$',
  '(foo|bar|baz|qux|quux|corge|grault|garply|waldo|fred|plugh|xyzzy|thud)+$',
];

/**
 * Milliseconds that our thread took, at most: by the clock others on the machine are in it, by the process what V8 compiles
 * beside it; of the two the smaller is nearer, and never too small.
 */
const timed = (work) => {
  const [from, clock] = [process.cpuUsage(), performance.now()];
  work();
  const { user, system } = process.cpuUsage(from);
  return Math.min((user + system) / 1000, performance.now() - clock);
};

const begun = performance.now();
linearRegex('(a|b)*a(?:[ab](?:a|bb)[ab]?[ab]{1,5}){39}!').test(TEXTS['a and b']);
const cold = performance.now() - begun;

/** A machine that nobody has used: an empty part more is another pattern of the same meaning. */
const fresh = (pattern, round) => {
  const regex = linearRegex(pattern + '(?:)'.repeat(round));
  if (typeof regex === 'string') throw new Error(`${pattern}: ${regex}`);
  return regex;
};
for (const pattern of PATTERNS) for (const one of Object.values(TEXTS)) fresh(pattern, 9).test(one);

let worstOfAll = 0;
const rows = {};
for (const pattern of PATTERNS) {
  let [worst, on, first, compiling] = [0, '', 0, 0];
  for (const [round, [name, one]] of Object.entries(TEXTS).entries()) {
    let regex;
    compiling = Math.max(
      compiling,
      timed(() => (regex = fresh(pattern, round))),
    );
    const took = Array.from({ length: 5 }, () => timed(() => regex.test(one)));
    first = Math.max(first, took[0]);
    const least = Math.min(...took);
    if (least >= worst) [worst, on] = [least, name];
  }
  worstOfAll = Math.max(worstOfAll, worst, first);
  rows[pattern.length > 60 ? `${pattern.slice(0, 59)}…` : pattern] = {
    'ms on 100 KB': Number(worst.toFixed(2)),
    'the first time': Number(first.toFixed(2)),
    'of the text': on,
    'ms to compile': Number(compiling.toFixed(2)),
  };
}
console.table(rows);
console.log(`The first in the process took ${cold.toFixed(1)} ms by the clock.`);
console.log(`The slowest took ${worstOfAll.toFixed(1)} ms; at most ${BOUND} ms are allowed.`);
process.exitCode = worstOfAll <= BOUND ? 0 : 1;
