import { expect, test } from 'vitest';
import { CHAT } from './served.ts';
import { openFolder } from './workspace.ts';

const GET = '/chat.v1.Chat/GetLine';
const OTHER = '/chat.v1.Chat/Other';

const handlers = (body: string, top = ''): string =>
  `import { service } from 'understudy';\n${top}\nexport default service('chat.v1.Chat', {\n${body}\n});\n`;

test('what handlers import is watched, wherever it lies and however deep', async () => {
  await using folder = await openFolder({
    'protos/chat.proto': CHAT,
    'protos/chat.handlers.ts': handlers(
      `  async getLine() { return { text: greeting() }; },`,
      `import { greeting } from '../src/greeting';`,
    ),
    'src/greeting.ts': `import { word } from './words/word.mjs';\nexport const greeting = (): string => 'hello ' + word;`,
    'src/words/word.mjs': `export const word = 'one';`,
  });
  expect(folder.app.handlerFiles.report.problems).toEqual([]);
  expect(await folder.unary(GET)).toMatchObject({ message: { text: 'hello one' } });
  await folder.after(() => folder.write('src/words/word.mjs', `export const word = 'two';`));
  expect(await folder.unary(GET)).toMatchObject({ message: { text: 'hello two' } });
  await folder.after(() => folder.write('src/greeting.ts', `export const greeting = (): string => 'no words';`));
  expect(await folder.unary(GET)).toMatchObject({ message: { text: 'no words' } });
});

test.each([
  ['is not there yet', undefined],
  ['does not parse', 'export const word = ((;'],
  ['throws', `throw new Error('not yet');\nexport const word = '';`],
])('an import that %s is a problem of the file, and is taken as soon as it is right', async (_name, broken) => {
  await using folder = await openFolder({
    'protos/chat.proto': CHAT,
    'protos/chat.handlers.ts': handlers(
      `  async getLine() { return { text: word }; },`,
      `import { word } from './word.ts';`,
    ),
    ...(broken !== undefined && { 'protos/word.ts': broken }),
  });
  expect(folder.app.handlerFiles.report.problems).toMatchObject([{ code: 'handler-load', severity: 'error' }]);
  expect(folder.app.handlerFiles.report.problems[0]!.message).toMatch(/word/);
  const reloaded = await folder.after(() => folder.write('protos/word.ts', `export const word = 'right';`));
  expect(reloaded.handlers.problems).toEqual([]);
  expect(await folder.unary(GET)).toMatchObject({ code: 0, message: { text: 'right' } });
});

test('a bad edit of an import leaves the last good version in force, with what it imported', async () => {
  await using folder = await openFolder({
    'protos/chat.proto': CHAT,
    'protos/chat.handlers.ts': handlers(
      `  async getLine() { return { text: word }; },`,
      `import { word } from './word.ts';`,
    ),
    'protos/word.ts': `export const word = 'one';`,
  });
  const bad = await folder.after(() => folder.write('protos/word.ts', 'export const word = ((;'));
  const hint = 'Its last good version goes on answering.';
  expect(bad.handlers).toMatchObject({ files: [{ held: true, methods: [GET] }], problems: [{ hint }] });
  expect(await folder.unary(GET)).toMatchObject({ message: { text: 'one' } });
  const gone = await folder.after(() => folder.remove('protos/word.ts'));
  expect(gone.handlers.files).toMatchObject([{ held: true }]);
  expect(await folder.unary(GET)).toMatchObject({ message: { text: 'one' } });
  const right = await folder.after(() => folder.write('protos/word.ts', `export const word = 'two';`));
  expect(right.handlers).toMatchObject({ files: [{ held: false }], problems: [] });
  expect(await folder.unary(GET)).toMatchObject({ message: { text: 'two' } });
});

test('a file whose import is broken stays as it was, alone: the others are loaded again, as often as they are saved', async () => {
  const own = (word: string): string =>
    handlers(`  async getLine() { return { text: word + ' ${word}' }; },`, `import { word } from './word.ts';`);
  const other = (text: string): string => handlers(`  other: () => ({ text: '${text}' }),`);
  await using folder = await openFolder({
    'protos/chat.proto': CHAT,
    'protos/a.handlers.ts': own('one'),
    'protos/b.handlers.ts': other('first'),
    'protos/word.ts': `export const word = 'good';`,
  });
  const bad = await folder.after(() => folder.write('protos/word.ts', 'export const word = ((;'));
  expect(bad.handlers.files).toMatchObject([{ held: true }, { held: false }]);
  for (const text of ['second', 'third', 'fourth']) {
    const saved = await folder.after(() => folder.write('protos/b.handlers.ts', other(text)));
    expect(saved.handlers).toMatchObject({
      files: [
        { held: true, methods: [GET] },
        { held: false, methods: [OTHER] },
      ],
      problems: [{ code: 'handler-load', hint: 'Its last good version goes on answering.' }],
    });
    expect(saved.handlers.problems[0]!.file).toMatch(/a\.handlers\.ts$/);
    expect(await folder.unary(OTHER)).toMatchObject({ message: { text } });
    expect(await folder.unary(GET)).toMatchObject({ message: { text: 'good one' } });
  }
  // A file that comes now is served, and one that goes is not.
  await folder.after(() => folder.write('protos/c.handlers.ts', handlers(`  async *talk() { yield { text: 'c' }; },`)));
  await folder.after(() => folder.remove('protos/b.handlers.ts'));
  expect(folder.app.handlerFiles.report.files.map(({ methods }) => methods)).toEqual([[GET], ['/chat.v1.Chat/Talk']]);
  // Its own text is of no use before the import is.
  await folder.after(() => folder.write('protos/a.handlers.ts', own('two')));
  expect(await folder.unary(GET)).toMatchObject({ message: { text: 'good one' } });
  const right = await folder.after(() => folder.write('protos/word.ts', `export const word = 'right';`));
  expect(right.handlers).toMatchObject({ problems: [], files: [{ held: false }, { held: false }] });
  expect(await folder.unary(GET)).toMatchObject({ message: { text: 'right two' } });
});

test('files whose imports break one after the other each stay as they were', async () => {
  const own = (name: string, method: string): string =>
    handlers(`  ${method}: () => ({ text: word }),`, `import { word } from './${name}.ts';`);
  await using folder = await openFolder({
    'protos/chat.proto': CHAT,
    'protos/a.handlers.ts': own('a', 'getLine'),
    'protos/b.handlers.ts': own('b', 'other'),
    'protos/a.ts': `export const word = 'a1';`,
    'protos/b.ts': `export const word = 'b1';`,
  });
  await folder.after(() => folder.write('protos/a.ts', '(('));
  await folder.after(() => folder.write('protos/b.ts', `export const word = 'b2';`));
  const both = await folder.after(() => folder.write('protos/b.ts', '(('));
  expect(both.handlers.files).toMatchObject([{ held: true }, { held: true }]);
  const texts = async () => [(await folder.unary(GET)).message, (await folder.unary(OTHER)).message];
  expect(await texts()).toEqual([{ text: 'a1' }, { text: 'b2' }]);
  await folder.after(() => folder.write('protos/a.ts', `export const word = 'a2';`));
  expect(await texts()).toEqual([{ text: 'a2' }, { text: 'b2' }]);
  const right = await folder.after(() => folder.write('protos/b.ts', `export const word = 'b3';`));
  expect(right.handlers.problems).toEqual([]);
  expect(await texts()).toEqual([{ text: 'a2' }, { text: 'b3' }]);
});
