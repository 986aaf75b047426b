import { resolve } from 'node:path';
import { setEntry, setFlag, moveItem, removeItem } from '../codec/yaml-edit.ts';
import type { StubEditRequest } from '../contract/mock-api.ts';
import type { Problem } from '../contract/problem.ts';
import type { MethodPath } from '../contract/schema.ts';
import type { StubFile, StubList } from '../contract/stub.ts';
import { newStubFile, readStubFile, saveStubFile } from '../files/stub-file.ts';
import type { MockSource } from '../http/mock-routes.ts';
import type { Refused } from '../http/world-routes.ts';
import type { MockSideOptions } from './mock-side.ts';
import { readStubs } from '../workspace/read-stubs.ts';
import { createStubMaking } from './stub-making.ts';
import type { StubFiles } from '../workspace/stub-files.ts';
import type { StubSpec } from '../stubs/spec.ts';
import { sameEntries, sameStubs } from '../workspace/same-stubs.ts';

/** What reads and writes files of stubs. */
export type StubDisk = Pick<MockSource, 'file' | 'save' | 'edit' | 'make' | 'unmatched'>;

export const refusal = (status: Refused['status'], ...problems: readonly Problem[]): Refused => ({
  status,
  refused: problems,
});

/** The name under which a file is in force, however it is written. */
export function knownFile({ report }: StubFiles, file: string): string | undefined {
  const at = resolve(file);
  return report.files.find((one) => resolve(one.file) === at)?.file;
}

/** Reads and edits the files of stubs below what is served. What was written is in force when the answer comes. */
export function createStubDisk(
  options: MockSideOptions,
  list: () => StubList,
  unknown: (id: string) => Refused,
): StubDisk {
  const { paths, registry, stubFiles } = options;

  const shown = async (file: string): Promise<StubFile | Refused> => {
    const disk = readStubFile(file);
    if (!disk) return refusal(404, unknownFile(file));
    const state = stubFiles.report.files.find((one) => one.file === file);
    return { file, ...disk, problems: state?.problems ?? [], held: state?.held ?? false };
  };
  const write = async (file: string, text: string, baseHash: string | null): Promise<StubFile | Refused> => {
    const saved = saveStubFile(paths, file, text, baseHash);
    if ('refused' in saved) return refusal(saved.conflict ? 409 : 403, { ...saved.refused, path: 'file' });
    await stubFiles.loadOne(file);
    return shown(file);
  };

  /** As it is written, or where a new file of that name would go: whoever wrote one reads it by the same name. */
  const named = (name: string): string | undefined => {
    const known = knownFile(stubFiles, name);
    if (known !== undefined) return known;
    const place = newStubFile(paths, name);
    return 'path' in place ? knownFile(stubFiles, place.path) : undefined;
  };

  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: each edits what the one before has written. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = last.then(act, act);
    last = turn;
    return turn;
  };
  const { make } = createStubMaking(options, write);

  const editNow: StubDisk['edit'] = async ({ id, edit }) => {
    const file = stubFiles.source.current?.find(id)?.spec.place.file;
    if (file === undefined) return unknown(id);
    // Somebody may have saved it a moment ago.
    await stubFiles.loadOne(file);
    const disk = readStubFile(file);
    if (!disk) return refusal(409, changed(file));
    const before = (await readStubs(await stubFiles.tools(), registry.current, file, disk.text)).whole;
    const spec = before.find((one) => one.id === id);
    // Where a text with faults lies on disk, an id that counts places may be another stub's.
    const held = stubFiles.report.files.find((one) => one.file === file)?.held ?? false;
    if (!spec || (held && id.startsWith(`${file}#`))) return refusal(409, changed(file));
    const text = edited(disk.text, file, spec, before, edit);
    if (text === disk.text) return list();
    if (text === undefined) return refusal(409, byHand(file, spec));
    const saved = await write(file, text, disk.hash);
    return 'refused' in saved ? saved : list();
  };

  const unmatchedNow: StubDisk['unmatched'] = async ({ file: name, to }) => {
    const file = knownFile(stubFiles, name);
    const disk = file === undefined ? undefined : readStubFile(file);
    if (file === undefined || !disk) return refusal(404, unknownFile(name));
    const text = setEntry(disk.text, 'unmatched', to, 'service');
    if (text === undefined || !sameEntries(disk.text, text, file, { unmatched: to }))
      return refusal(409, notInPlace(file));
    if (text === disk.text) return list();
    const saved = await write(file, text, disk.hash);
    return 'refused' in saved ? saved : list();
  };

  return {
    async file(name) {
      const file = named(name);
      return file === undefined ? refusal(404, unknownFile(name)) : shown(file);
    },

    save: ({ file: name, text, baseHash }) =>
      inTurn(async () => {
        const known = named(name);
        if (known !== undefined) return write(known, text, baseHash);
        const place = newStubFile(paths, name);
        return 'refused' in place ? refusal(400, place.refused) : write(place.path, text, baseHash);
      }),
    edit: (request) => inTurn(() => editNow(request)),
    make: (request) => inTurn(() => make(request)),
    unmatched: (request) => inTurn(() => unmatchedNow(request)),
  };
}

/** The text with one change, and nothing else changed; undefined where that cannot be done in place. */
function edited(
  text: string,
  file: string,
  spec: StubSpec,
  all: readonly StubSpec[],
  edit: StubEditRequest['edit'],
): string | undefined {
  const at = placeOf(spec);
  const good = (next: string | undefined, change: (stubs: unknown[]) => void): string | undefined =>
    next !== undefined && sameStubs(text, next, file, change) ? next : undefined;
  switch (edit.do) {
    case 'enabled': {
      if (spec.enabled === edit.enabled) return text;
      const set = (value: boolean | undefined): string | undefined =>
        good(setFlag(text, 'stubs', at, 'enabled', value, 'method'), (stubs) => {
          const { enabled: _, ...rest } = Object(stubs[at]) as Record<string, unknown>; // It was read as an object.
          stubs[at] = value === undefined ? rest : { ...rest, enabled: value };
        });
      // What is switched on has nothing to say about it.
      return (edit.enabled ? set(undefined) : undefined) ?? set(edit.enabled);
    }
    case 'move': {
      const to = neighbour(spec, all, edit.by);
      if (to === undefined) return text;
      return good(moveItem(text, 'stubs', at, to), (stubs) => stubs.splice(to, 0, ...stubs.splice(at, 1)));
    }
    case 'remove':
      return good(removeItem(text, 'stubs', at), (stubs) => stubs.splice(at, 1));
    default:
      return edit satisfies never;
  }
}

/** Place among the stubs of its file, from 0: of `stubs[2]`. */
export const placeOf = ({ place }: StubSpec): number => Number(/\[(\d+)\]/.exec(place.path)?.[1] ?? 0);

/** The place of the next stub of the same method: only past such a one a move can change who answers. */
function neighbour(spec: StubSpec, all: readonly StubSpec[], by: -1 | 1): number | undefined {
  const path: MethodPath = spec.method.path;
  const places = all.filter(({ method }) => method.path === path).map(placeOf);
  return places[places.indexOf(placeOf(spec)) + by];
}

const unknownFile = (file: string): Problem => ({
  severity: 'error',
  code: 'unknown-file',
  message: `There is no file of stubs ${file}.`,
  hint: 'GET /api/stubs lists what is there.',
  path: 'file',
});

const changed = (file: string): Problem => ({
  severity: 'error',
  code: 'changed-on-disk',
  file,
  message: `${file} holds other stubs by now, or has errors.`,
  hint: 'Open it, and repair it where something is wrong.',
});

const notInPlace = (file: string): Problem => ({
  severity: 'error',
  code: 'edit-by-hand',
  file,
  message: 'The way this file is written, the entry unmatched cannot be changed in place.',
  hint: 'Edit the file.',
});

const byHand = (file: string, { place }: StubSpec): Problem => ({
  severity: 'error',
  code: 'edit-by-hand',
  file,
  line: place.line,
  message: 'The way this stub is written, it cannot be changed without changing others.',
  hint: 'Edit the file.',
});
