import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { BUF } from './buf.ts';
import { WireCursor } from '../../server/schema/wire-cursor.ts';
import type { ProtoText } from '../../server/schema/source-tree.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

export const GOOGLE = join(root, 'node_modules/google-proto-files');
/** Beside the project, where they are at all: https://github.com/grpc/grpc-proto. */
export const INTEROP = resolve(root, '../shared/corpora/grpc-interop');
/** Several roots side by side: envoy-api, googleapis, protoc-gen-validate, xds. */
export const XDS = join(root, 'node_modules/@grpc/grpc-js-xds/deps');

/** Every proto file below a folder, sorted; paths are relative to the folder. */
export function protoFiles(folder: string): ProtoText[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.proto'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}

/**
 * `buf build` over google-proto-files. Left out are files that no compiler can build together: two generations of a
 * Ruby generator's test that define the same names, a test of JSON whose import is not in the package, and the few files
 * of edition 2026, which buf does not know yet, with what imports them.
 */
export async function buildGoogle(): Promise<Judged> {
  const all = protoFiles(GOOGLE);
  const skipped = unbuildable(
    all,
    [],
    ({ path, text }) =>
      /compiler\/ruby\/|util\/json_format_proto3\.proto$/.test(path) || /^edition = "2026";/m.test(text),
  );
  const files = all.filter(({ path }) => !skipped.includes(path));
  const exclude = skipped.map((path) => join(GOOGLE, path));
  return withTemporary(async (folder) => ({ files, skipped, set: await build(folder, GOOGLE, exclude) }));
}

/** What two compilers are given, and what the other one made of it. */
export interface Judged {
  readonly files: readonly ProtoText[];
  /** A `FileDescriptorSet`. */
  readonly set: Uint8Array;
  /** Files that neither was given. */
  readonly skipped: readonly string[];
}

/**
 * `buf build` over a copy of the protos of grpc-js-xds, as a workspace of its four roots. The package lacks envoy's v2
 * core, so files that need it (by their imports alone) are left out; and its copy of `validate.proto` lacks a field
 * that envoy uses, which the copy gets.
 */
export async function buildXds(): Promise<Judged> {
  return withTemporary(async (folder) => {
    const all = protoFiles(XDS).map(({ path, text }) => ({
      path,
      text: path.endsWith('/validate.proto')
        ? text.replace(/message StringRules \{/, '$& optional bool ignore_empty = 26;')
        : text,
    }));
    const roots = ['envoy-api', 'googleapis', 'protoc-gen-validate', 'xds'];
    const skipped = unbuildable(all, roots);
    const files = all.filter(({ path }) => !skipped.includes(path));
    for (const { path, text } of files) {
      const target = join(folder, 'deps', path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    writeFileSync(
      join(folder, 'buf.yaml'),
      `version: v2\nmodules:\n${roots.map((name) => `  - path: deps/${name}\n`).join('')}`,
    );
    return { files, skipped, set: await build(folder, folder, []) };
  });
}

/** The files of a `FileDescriptorSet`, each as its bytes. */
export function filesOf(set: Uint8Array): Uint8Array[] {
  const files: Uint8Array[] = [];
  const cursor = new WireCursor(set);
  while (cursor.next()) if (cursor.field === 1) files.push(set.subarray(cursor.start, cursor.stop));
  return files;
}

/** Files that import what is not there, directly or not, and those to leave out with what imports them. */
function unbuildable(
  files: readonly ProtoText[],
  roots: readonly string[],
  leaveOut: (file: ProtoText) => boolean = () => false,
): string[] {
  const names = new Map(files.map(({ path, text }) => [withoutRoot(path, roots), { path, text }]));
  const importsOf = (text: string): string[] =>
    [...text.matchAll(/^import\s+(?:public\s+)?"([^"]+)"/gm)].map((match) => match[1]!);
  const bad = new Set([...names].flatMap(([name, file]) => (leaveOut(file) ? [name] : [])));
  for (let before = -1; before !== bad.size;) {
    before = bad.size;
    for (const [name, { text }] of names)
      if (
        importsOf(text).some(
          (wanted) => bad.has(wanted) || !(names.has(wanted) || wanted.startsWith('google/protobuf/')),
        )
      )
        bad.add(name);
  }
  return [...bad].map((name) => names.get(name)!.path);
}

const withoutRoot = (path: string, roots: readonly string[]): string => {
  const first = path.slice(0, path.indexOf('/'));
  return roots.includes(first) ? path.slice(first.length + 1) : path;
};

async function build(out: string, input: string, exclude: readonly string[]): Promise<Uint8Array> {
  const file = join(out, 'out.binpb');
  const args = ['build', input, '-o', file, ...exclude.flatMap((path) => ['--exclude-path', path])];
  await run(BUF, args, { cwd: out, maxBuffer: 64 << 20 });
  return readFileSync(file);
}

async function withTemporary<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'corpora-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What loading a folder cost in a process of its own. */
export interface LoadFigures {
  readonly files: number;
  readonly services: number;
  readonly methods: number;
  readonly errors: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMb: number;
}

const CHILD = `
import { readFileSync, readdirSync } from 'node:fs';
import { compile } from './schema/compile.js';
const folder = process.argv[2];
const started = performance.now();
const cpu = process.cpuUsage();
const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.proto')).sort()
  .map((path) => ({ path, text: readFileSync(folder + '/' + path, 'utf8') }));
const schema = compile({ files, roots: [] });
const used = process.cpuUsage(cpu);
console.log(JSON.stringify({
  files: schema.files.size, services: schema.services.length, methods: schema.methodCount,
  errors: schema.problems.filter(({ severity }) => severity === 'error').length,
  wallMs: Math.round(performance.now() - started), cpuMs: Math.round((used.user + used.system) / 1000),
  rssMb: Math.round(process.resourceUsage().maxRSS / 1024),
}));
`;

/** Loads a folder in a fresh Node process, from the sources as they are now. */
export async function loadInChild(folder: string): Promise<LoadFigures> {
  return withTemporary(async (out) => {
    for (const room of ['schema', 'contract'])
      for (const name of readdirSync(join(root, 'server', room))) {
        if (!name.endsWith('.ts')) continue;
        const { outputText } = ts.transpileModule(readFileSync(join(root, 'server', room, name), 'utf8'), {
          compilerOptions: {
            target: ts.ScriptTarget.ES2023,
            module: ts.ModuleKind.ESNext,
            verbatimModuleSyntax: true,
            rewriteRelativeImportExtensions: true,
          },
        });
        const target = join(out, room, name.replace(/\.ts$/, '.js'));
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, outputText);
      }
    writeFileSync(join(out, 'package.json'), '{"type":"module"}');
    writeFileSync(join(out, 'child.js'), CHILD);
    symlinkSync(join(root, 'node_modules'), join(out, 'node_modules'));
    const { stdout } = await run(process.execPath, [join(out, 'child.js'), folder]);
    // Our own script printed it.
    return JSON.parse(stdout) as LoadFigures;
  });
}
