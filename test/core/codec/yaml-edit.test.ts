import { expect, test } from 'vitest';
import { appendItem } from '../../../server/codec/yaml-append.ts';
import { moveItem, removeItem, setEntry, setFlag } from '../../../server/codec/yaml-edit.ts';
import { parseYaml } from '../../../server/codec/yaml-text.ts';

const FILE = `# Stubs of the shop.
service: shop.v1.Shop   # the only one

stubs:
  # The first one
  # has two lines of comment.
  - method: GetItem   # why
    when: { request: { sku:   "A" } }
    reply: { message: { sku: A } }

  - { method: Pay, reply: { status: ABORTED } } # short

  # The last.
  - method: TellItem
    reply:
      stream:
        - sku: A # odd
    # still of TellItem
# behind it all
`;
const without = (text: string, ...lines: readonly string[]): string =>
  text
    .split('\n')
    .filter((line) => !lines.includes(line))
    .join('\n');

test('a flag is written behind the key that it belongs to, and nothing else changes', () => {
  const set = setFlag(FILE, 'stubs', 0, 'enabled', false, 'method');
  expect(set).toBe(FILE.replace('# why\n', '# why\n    enabled: false\n'));
  expect(setFlag(set!, 'stubs', 0, 'enabled', true, 'method')).toBe(set!.replace('enabled: false', 'enabled: true'));
  expect(setFlag(set!, 'stubs', 0, 'enabled', undefined, 'method')).toBe(FILE);
  const flow = setFlag(FILE, 'stubs', 1, 'enabled', false, 'method');
  expect(flow).toBe(FILE.replace('method: Pay,', 'method: Pay, enabled: false,'));
  expect(setFlag(flow!, 'stubs', 1, 'enabled', undefined, 'method')).toBe(FILE);
});

test('an entry of the top is set, changed and taken away, and nothing else changes', () => {
  const set = setEntry(FILE, 'unmatched', 'refuse', 'service');
  expect(set).toBe(FILE.replace('# the only one\n', '# the only one\nunmatched: refuse\n'));
  expect(setEntry(set!, 'unmatched', 'world', 'service')).toBe(set!.replace('unmatched: refuse', 'unmatched: world'));
  expect(setEntry(set!, 'unmatched', null, 'service')).toBe(FILE);
  expect(setEntry(FILE, 'unmatched', null, 'service')).toBe(FILE);
});

test.each([
  ['# first\n\nstubs: []\n', '# first\n\nunmatched: refuse\nstubs: []\n'],
  ['stubs:\n  - a: 1', 'unmatched: refuse\nstubs:\n  - a: 1'],
  ['stubs:\r\n  - a: 1\r\n', 'unmatched: refuse\r\nstubs:\r\n  - a: 1\r\n'],
  ['{"stubs": []}', '{"unmatched": "refuse", "stubs": []}'],
  ['{"service": "a", "stubs": []}', '{"service": "a", "unmatched": "refuse", "stubs": []}'],
  ['{\n  "service": "a",\n  "stubs": []\n}\n', '{\n  "service": "a",\n  "unmatched": "refuse",\n  "stubs": []\n}\n'],
  ['--- # one\nstubs: []\n', '--- # one\nunmatched: refuse\nstubs: []\n'],
  ['', undefined],
  ['- 1', undefined],
  ['stubs: [', undefined],
])('an entry is written at the top of %j', (text, expected) => {
  expect(setEntry(text, 'unmatched', 'refuse', 'service')).toBe(expected);
  if (expected !== undefined) expect(setEntry(expected, 'unmatched', null, 'service')).toBe(text);
});

test.each([
  ['- enabled: false\n    method: A', undefined],
  ['- method: A\n    enabled: false # until Monday', undefined],
  ['- { method: A, # why\n      enabled: false }', undefined],
])('a flag that cannot go without a trace stays: %j', (item, expected) => {
  expect(setFlag(`stubs:\n  ${item}\n`, 'stubs', 0, 'enabled', undefined, 'method')).toBe(expected);
});

test('an item takes its comments with it, and empty lines stay where they are', () => {
  const moved = moveItem(FILE, 'stubs', 2, 0)!;
  const [head] = FILE.split('  # The first one');
  expect(moved.startsWith(`${head}  # The last.\n  - method: TellItem\n`)).toBe(true);
  expect(moved).toContain('# still of TellItem\n\n  # The first one\n');
  expect(moved.endsWith('  - { method: Pay, reply: { status: ABORTED } } # short\n# behind it all\n')).toBe(true);
  expect(moveItem(moved, 'stubs', 0, 2)).toBe(FILE);
});

test('an item that goes takes its comments and the empty lines behind it', () => {
  expect(removeItem(FILE, 'stubs', 1)).toBe(
    FILE.replace('  - { method: Pay, reply: { status: ABORTED } } # short\n\n', ''),
  );
  expect(removeItem(FILE, 'stubs', 0)).toBe(FILE.replace(/ {2}# The first one[\s\S]*?\n\n/, ''));
  const last = removeItem(FILE, 'stubs', 2)!;
  expect(last.endsWith('# short\n# behind it all\n')).toBe(true);
  const only = removeItem(removeItem(last, 'stubs', 1)!, 'stubs', 0)!;
  expect(parseYaml(only, 'a.yaml').value).toEqual({ service: 'shop.v1.Shop', stubs: [] });
  expect(only).toContain('# Stubs of the shop.');
});

test('an item is added behind the last one, as far in as the others', () => {
  const text = appendItem(FILE, 'stubs', { method: 'Mix', reply: { message: { text: 'a\nb' } } })!;
  expect(text).toContain(
    '    # still of TellItem\n\n  - method: Mix\n    reply:\n      message:\n        text: |-\n          a\n          b\n# behind',
  );
  expect(without(text, '')).toContain(without(FILE, '').slice(0, 200));
  for (const [before, after] of [
    ['', 'stubs:\n  - method: A\n'],
    ['stubs:\n', 'stubs:\n  - method: A\n'],
    ['service: s # one\n', 'service: s # one\nstubs:\n  - method: A\n'],
    ['# nothing yet\n', '# nothing yet\nstubs:\n  - method: A\n'],
    ['service: s\nstubs: []\n', 'service: s\nstubs:\n  - method: A\n'],
    ['service: s\nstubs:\n- method: B\n', 'service: s\nstubs:\n- method: B\n- method: A\n'],
    ['service: s\nstubs:\n- method: B', 'service: s\nstubs:\n- method: B\n- method: A\n'],
    ['stubs: [{ method: B }]\n', 'stubs: [{ method: B }, {"method":"A"}]\n'],
  ] as const)
    expect(appendItem(before, 'stubs', { method: 'A' })).toBe(after);
  expect(appendItem('- a\n', 'stubs', {})).toBeUndefined();
  expect(appendItem('stubs: 3\n', 'stubs', {})).toBeUndefined();
  expect(appendItem('stubs: [\n', 'stubs', {})).toBeUndefined();
});

test('JSON stays JSON', () => {
  const json = (stubs: readonly object[]): string => `${JSON.stringify({ service: 's', stubs }, null, 2)}\n`;
  const [a, b] = [
    { method: 'A', reply: {} },
    { method: 'B', reply: {} },
  ];
  expect(setFlag(json([a, b]), 'stubs', 1, 'enabled', false, 'method')).toBe(
    json([a, { method: 'B', enabled: false, reply: {} } as object]),
  );
  expect(moveItem(json([a, b]), 'stubs', 0, 1)).toBe(json([b, a]));
  expect(removeItem(json([a, b]), 'stubs', 0)).toBe(json([b]));
  expect(removeItem(json([a, b]), 'stubs', 1)).toBe(json([a]));
  expect(appendItem(json([a]), 'stubs', b)).toBe(json([a, b]));
  expect(JSON.parse(appendItem(json([]), 'stubs', { n: 9007199254740993n })!)).toEqual({
    service: 's',
    stubs: [{ n: '9007199254740993' }],
  });
});

test('Windows keeps its ends of lines', () => {
  const text = 'stubs:\r\n  - method: A\r\n  - method: B';
  expect(moveItem(text, 'stubs', 0, 1)).toBe('stubs:\r\n  - method: B\r\n  - method: A');
  expect(setFlag(text, 'stubs', 0, 'enabled', false, 'method')).toBe(
    'stubs:\r\n  - method: A\r\n    enabled: false\r\n  - method: B',
  );
  expect(removeItem(text, 'stubs', 1)).toBe('stubs:\r\n  - method: A');
});

test('an alias cannot be changed alone', () => {
  const text = 'stubs:\n  - &a\n    method: A\n  - *a\n';
  expect(setFlag(text, 'stubs', 1, 'enabled', false, 'method')).toBeUndefined();
});
