// `node test/bench/patterns.mjs`: what a pattern of a stub costs on a long text, catastrophic ones included. Every pattern
// is tried on texts of 100 KB each, with a new machine for each text. CPU time counts, so that others on the machine do not;
// the first test of a text, which knows nothing yet, and the least of those after it.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const main = resolve(import.meta.dirname, '../..', process.env.BENCH_MAIN ?? 'dist/server/main.js');
const { linearRegex } = await import(pathToFileURL(join(main, '../rules/linear-regex.js')).href);

const LENGTH = 100_000;
const BOUND = 50;
const letter = (index, alphabet) => alphabet[(Math.imul(index + 7, 2654435761) >>> 11) % alphabet.length];
const text = (alphabet) => Array.from({ length: LENGTH }, (_, index) => letter(index, [...alphabet])).join('');
const TEXTS = {
  'one letter': 'a'.repeat(LENGTH),
  'one letter, and another at the end': `${'a'.repeat(LENGTH - 1)}!`,
  'a and b': text('ab'),
  'letters, digits, marks': text('abcdefghijklmnopqrstuvwxyz 0123456789.@-'),
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
  '(?:[ab]{1,30}c?){30}z',
  '(.{1,200}){5}z$',
  '.{500}z$',
  '(?i)hello.*world$',
  '(?s).*\\p{L}{10}.*z$',
  '(foo|bar|baz|qux|quux|corge|grault|garply|waldo|fred|plugh|xyzzy|thud)+$',
];

/** Milliseconds. */
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

let worstOfAll = 0;
const rows = {};
for (const pattern of PATTERNS) {
  let [worst, on, first, compiling] = [0, '', 0, 0];
  for (const [name, one] of Object.entries(TEXTS)) {
    const begun = cpu();
    const regex = linearRegex(pattern);
    if (typeof regex === 'string') throw new Error(`${pattern}: ${regex}`);
    compiling = Math.max(compiling, cpu() - begun);
    const took = Array.from({ length: 5 }, () => {
      const from = cpu();
      regex.test(one);
      return cpu() - from;
    });
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
console.log(`The slowest took ${worstOfAll.toFixed(1)} ms; at most ${BOUND} ms are allowed.`);
process.exitCode = worstOfAll <= BOUND ? 0 : 1;
