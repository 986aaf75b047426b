import { expect, test } from 'vitest';
import { serveHandlers } from './served.ts';

const says = (text: string, name = 'getLine'): string =>
  `import { service } from 'understudy';\nexport default service('chat.v1.Chat', {\n  ${name}: async () => ({ text: '${text}' }),\n});`;

type Bad = readonly [string, string, RegExp, number?];
const BAD: readonly Bad[] = [
  [
    'does not parse',
    `import { service } from 'understudy';\nexport default service('a', {{);`,
    /cannot be loaded.*[^.]\.$/,
    2,
  ],
  ['throws at its top', `const a = 1;\nnull.x;`, /Cannot read properties of null.*\.$/, 2],
  ['exports nothing', `export const a = 1;`, /exports nothing by default/],
  ['exports something else', `export default { a: 1 };`, /no service/],
  [
    'exports a list with something else',
    `import { service } from 'understudy'; export default [service('chat.v1.Chat', {}), 5];`,
    /no service/,
  ],
  [
    'has no function for a method',
    `import { service } from 'understudy';\nexport default service('chat.v1.Chat', { getLine: 5 });`,
    /chat\.v1\.Chat has for getLine no function: write getLine\(request, call\) \{ … \}/,
  ],
  ['imports what is not there', `import { a } from './nowhere.ts';\nexport default a;`, /nowhere/],
  ['never finishes loading', `await new Promise(() => {});\nexport default 1;`, /not loaded within/],
  ['ends the process as it loads', `process.exit(1);`, /process\.exit\(1\).*chat\.handlers\.ts/],
];

test.each(BAD.map((bad): [string, string, RegExp, number?] => [...bad]))(
  'a file that %s is a problem, its last good version stays, and others are served',
  async (_name: string, text: string, message: RegExp, line?: number) => {
    await using served = await serveHandlers(
      { 'chat.handlers.ts': says('first'), 'other.handlers.ts': says('o', 'other') },
      { loadMs: 1_500 },
    );
    const report = await served.load({ 'chat.handlers.ts': text, 'other.handlers.ts': says('o2', 'other') });
    expect(report.problems).toMatchObject(
      [{ severity: 'error', code: 'handler-load', file: 'chat.handlers.ts', message, ...(line && { line }) }].map(
        ({ message: _, ...rest }) => rest,
      ),
    );
    expect(report.problems[0]!.message).toMatch(message);
    expect(report.files).toMatchObject([{ file: 'chat.handlers.ts', held: true }, { held: false }]);
    expect(await served.call('GetLine')).toMatchObject({ messages: [{ text: 'first' }] });
    expect(await served.call('Other')).toMatchObject({ messages: [{ text: 'o2' }] });
    await served.load({ 'chat.handlers.ts': says('second') });
    expect(served.handlers.report).toMatchObject({ problems: [], files: [{ held: false }] });
    expect(await served.call('GetLine')).toMatchObject({ messages: [{ text: 'second' }] });
  },
);

test('names that the schema does not know are problems with what was meant, and other methods are served', async () => {
  await using served = await serveHandlers({
    'chat.handlers.ts': `import { service } from 'understudy';
export default [
  service('chat.v1.Chatt', { getLine: async () => ({}) }),
  service('chat.v1.Chat', {
    getLien: async () => ({}),
    other: async () => ({ text: 'a' }),
  }),
];`,
    'twice.handlers.ts': says('b', 'other'),
  });
  expect(served.handlers.report.problems).toMatchObject([
    { code: 'handler-unknown-service', line: 3, hint: 'Did you mean chat.v1.Chat?' },
    { code: 'handler-unknown-method', line: 5, hint: 'Did you mean getLine?' },
    { code: 'handler-twice', severity: 'warning', hint: 'chat.handlers.ts:6 answers it.' },
  ]);
  expect(await served.call('Other')).toMatchObject({ messages: [{ text: 'a' }] });
});

test('an open call goes on with the version it began with, and without files there are no handlers', async () => {
  await using served = await serveHandlers({
    'chat.handlers.ts': `import { service } from 'understudy';\nexport default service('chat.v1.Chat', { async *talk(messages) { for await (const m of messages) yield { text: 'old ' + m.text }; } });`,
  });
  const went = await served.call('Talk', {
    send: [{ text: 'a' }],
    open: true,
    heard: (call, count) => {
      if (count > 1) return call.end();
      void served.load({}).then(() => call.write({ text: 'b' }));
    },
  });
  expect(went).toMatchObject({ code: 0, messages: [{ text: 'old a' }, { text: 'old b' }] });
  expect(served.handlers.find('/chat.v1.Chat/Talk')).toBeUndefined();
});
