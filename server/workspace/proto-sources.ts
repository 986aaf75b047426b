import { join } from 'node:path';
import type { Problem } from '../contract/problem.ts';
import type { ProtoFileInfo, ProtoOrigin } from '../contract/protos.ts';
import { badProtoName, firstFolder, isFile, isWithin, readProtoText, saveProto } from '../files/save-proto.ts';
import type { ProtoSource } from '../http/proto-routes.ts';
import { builtInText } from '../schema/built-in.ts';
import { createCompiler } from '../schema/compile.ts';
import { printProto } from '../schema/print-proto.ts';
import type { Registry } from '../schema/registry.ts';
import { resolveName, usesOf } from '../schema/uses-of.ts';

/** The files behind the schema that is served now: texts are read from disk when somebody looks. */
export function createProtoSources({ paths, registry }: { paths: readonly string[]; registry: Registry }): ProtoSource {
  const folder = firstFolder(paths);
  /** Apart from the one that serves: it keeps what unsaved texts import. */
  const checker = createCompiler();

  /** By import name: what the schema holds, and files that are too broken to be in it. */
  function index(): ReadonlyMap<string, ProtoFileInfo> {
    const counts = countProblems(registry.current.problems);
    const files = new Map<string, ProtoFileInfo>();
    const known = new Set<string>();
    for (const { name, path } of registry.current.files.values()) {
      if (path !== undefined) known.add(path);
      files.set(name, info(name, path ?? null, counts));
    }
    for (const path of counts.keys())
      if (path.endsWith('.proto') && !known.has(path)) {
        const name = belowFolders(paths, path);
        if (!files.has(name)) files.set(name, info(name, path, counts));
      }
    return files;
  }
  function info(name: string, path: string | null, counts: ReturnType<typeof countProblems>): ProtoFileInfo {
    const own = isText(path) && isWithin(paths, path);
    const origin: ProtoOrigin = path === null ? 'built-in' : own ? 'workspace' : 'imported';
    return { name, path, origin, ...(counts.get(path ?? '') ?? { errors: 0, warnings: 0 }) };
  }

  /** The text of a file that lies nowhere as text: built in, or out of a descriptor set. */
  function printed(name: string): string {
    const file = registry.current.files.get(name);
    const answer = file && printProto(registry.current, file);
    if (answer && 'text' in answer) return answer.text;
    return builtInText(name) ?? `// The text of this file cannot be shown: ${answer?.problem ?? 'it is gone'}.\n`;
  }

  return {
    list() {
      const files = [...index().values()].sort(
        (a, b) => RANK[a.origin] - RANK[b.origin] || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
      );
      return { revision: registry.revision, folder, files };
    },
    file(name) {
      const file = index().get(name);
      if (!file) return undefined;
      const disk = isText(file.path) ? readProtoText(file.path) : { text: printed(name), hash: '' };
      if (!disk) return undefined;
      const problems = registry.current.problems.filter((problem) => problem.file === (file.path ?? name));
      return { ...file, ...disk, revision: registry.revision, problems };
    },
    symbol(name, scope) {
      const full = resolveName(registry.current, name, scope);
      const file = full === undefined ? undefined : registry.current.fileOfSymbol(full);
      if (full === undefined || !file) return undefined;
      return { name: full, file: file.name, ...usesOf(registry.current, full) };
    },
    check(name, text) {
      const path = index().get(name)?.path ?? join(folder, name);
      const root = path.endsWith(`/${name}`) ? [path.slice(0, -name.length)] : [];
      const schema = checker.compile({
        files: [{ path, text }],
        roots: root,
        find: (importName) => {
          const at = registry.current.files.get(importName)?.path;
          const disk = at === undefined ? undefined : readProtoText(at);
          return at !== undefined && disk ? { path: at, text: disk.text } : undefined;
        },
      });
      return { problems: schema.problems.filter((problem) => problem.file === path) };
    },
    save(name, { text, baseHash }) {
      const file = index().get(name);
      if (file && file.origin !== 'workspace')
        return { status: 403, refused: refusal('read-only', `${name} is not a file of this workspace.`, READ_ONLY) };
      const bad = file ? undefined : badProtoName(name);
      if (bad !== undefined)
        return { status: 400, refused: refusal('bad-name', `${name} cannot be the name of a file. ${bad}`, NAME_HINT) };
      const path = file?.path ?? join(folder, name);
      const saved = saveProto(paths, path, text, baseHash);
      if ('refused' in saved) return { status: saved.conflict ? 409 : 403, refused: saved.refused };
      return { name, path, hash: saved.hash };
    },
  };
}

const RANK = { workspace: 0, imported: 1, 'built-in': 2 } as const;
const READ_ONLY = 'Copy it into the workspace to change it.';
const NAME_HINT = 'Use a path such as shop/v1/orders.proto.';

function countProblems(problems: readonly Problem[]): Map<string, { errors: number; warnings: number }> {
  const counts = new Map<string, { errors: number; warnings: number }>();
  for (const { file, severity } of problems) {
    if (file === undefined) continue;
    const count = counts.get(file) ?? { errors: 0, warnings: 0 };
    counts.set(file, count);
    if (severity === 'error') count.errors += 1;
    else count.warnings += 1;
  }
  return counts;
}

/** The path without the given folder that it lies in. */
function belowFolders(paths: readonly string[], path: string): string {
  for (const root of paths) {
    const start = root.endsWith('/') ? root : `${root}/`;
    if (path.startsWith(start)) return path.slice(start.length);
  }
  return path.replace(/^(\.{0,2}\/)+/, '');
}

/** Files out of descriptor sets and zips have paths that are no proto files themselves. */
function isText(path: string | null): path is string {
  return path !== null && path.endsWith('.proto') && isFile(path);
}

function refusal(code: string, message: string, hint: string): Problem {
  return { severity: 'error', code, message, hint };
}
