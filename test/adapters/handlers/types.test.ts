import { resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { typeText } from '../../../server/handlers/type-text.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { CHAT } from './served.ts';

/** Errors that TypeScript finds in a file of handlers beside the types. */
function errorsOf(types: string, handlers: string): readonly string[] {
  const folder = resolve(import.meta.dirname, 'virtual');
  const texts = new Map([
    [resolve(folder, 'types.d.ts'), types],
    [resolve(folder, 'a.handlers.ts'), handlers],
  ]);
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    types: ['node'],
    typeRoots: [resolve('node_modules/@types')],
    paths: { understudy: [resolve('server/handlers/service.ts')] },
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (name) => texts.has(resolve(name)) || fileExists(name);
  host.readFile = (name) => texts.get(resolve(name)) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const text = texts.get(resolve(name));
    return text === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, text, rest[0]);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName.split('/').at(-1) ?? ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

const types = typeText(schemaFrom(CHAT));

test('handlers are typed by the protos', () => {
  const right = `import { service } from 'understudy';
export default service('chat.v1.Chat', {
  async getLine(request, call) {
    const text: string = request.text.toUpperCase() + request.count.padStart(3) + call.seed;
    return { text, count: 5n, data: new Uint8Array(), mood: 'HAPPY', rank: request.rank };
  },
  async *talk(messages) { for await (const { text, replyTo } of messages) yield { text: replyTo?.text ?? text }; },
});`;
  expect(errorsOf(types, right)).toEqual([]);
});

test('what is wrong is told where it is written', () => {
  const wrong = `import { service } from 'understudy';
export default service('chat.v1.Chat', {
  getLine: async (request) => ({ text: request.txet }),
  other: async () => ({ text: 5 }),
  nothing: async () => ({}),
});`;
  const errors = errorsOf(types, wrong);
  expect(errors.join('\n')).toMatch(/a\.handlers\.ts:3 .*txet/);
  expect(errors.join('\n')).toMatch(/a\.handlers\.ts:4 /);
});
