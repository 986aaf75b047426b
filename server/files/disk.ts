import { readdirSync, readFileSync, realpathSync, statSync, type BigIntStats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isSideName, misnamed } from './side-files.ts';

/** A `.proto` file as text. `path` is what the person would type to open it. */
export interface ProtoText {
  readonly path: string;
  readonly text: string;
}

/** Folders where something may have happened, with the names that were told: '' for any, '.' for the folder itself. */
export type Dirty = ReadonlyMap<string, ReadonlySet<string>> | 'all';

/** What a look at the disk found, as absolute paths. */
export interface Refreshed {
  /** What is not what it was. */
  readonly changed: ReadonlySet<string>;
  /** Files that were written and say what they said; who reads them by other ways may have seen what they said between. */
  readonly touched: ReadonlySet<string>;
}

export type Kind = 'file' | 'folder';

interface Folder {
  /** True where no folder above was read: it goes on being waited for when it is gone. */
  readonly alone: boolean;
  readonly path: string;
  /** Without links. */
  readonly real: string;
  /** Names of what counts: folders, `.proto` files, and those that say what the data are. */
  readonly entries: ReadonlyMap<string, Kind>;
  /** Which folder it was: another one can come to stand in its place. */
  readonly identity: string;
  /** Folders that hold what links in this one lead to. */
  readonly linked: readonly string[];
}

interface File {
  /** True where its folder was not read: it goes on being waited for when it is gone. */
  readonly alone: boolean;
  readonly path: string;
  /** What `stat` says; equal while nobody has written. */
  readonly stamp: string;
  readonly file: ProtoText | { readonly why: string };
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** Folders that hold no sources of the person's own: they are not looked into. */
export const SKIPPED: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn']);
/** Larger files are not sources that a person wrote; googleapis' largest is 0.5 MB. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/**
 * What was read from disk, kept until `refresh` is told where something may have happened: reading a tree again then
 * costs what has changed in it. Keys are absolute paths; `ProtoText`s keep the path they were asked by, and stay the very
 * same objects while their text does.
 */
export class Disk {
  readonly #folders = new Map<string, Folder>();
  readonly #files = new Map<string, File>();

  /** A folder: its path without links, and what is in it, sorted by name. Throws where it cannot be read. */
  list(path: string): Pick<Folder, 'real' | 'entries'> {
    const key = resolve(path);
    const known = this.#folders.get(key) ?? { ...readFolder(path), alone: !this.#folders.has(dirname(key)) };
    this.#folders.set(key, known);
    return known;
  }

  kind(path: string): Kind | undefined {
    const known = this.#folders.get(dirname(resolve(path)))?.entries.get(basename(path));
    return known ?? kindOf(path);
  }

  /** The text of a file, or why it cannot be read. */
  read(path: string): ProtoText | { readonly why: string } {
    const key = resolve(path);
    const known = this.#files.get(key) ?? { ...readFile(path), alone: !this.#folders.has(dirname(key)) };
    this.#files.set(key, known);
    return known.file;
  }

  /** True for a file that was read and has nothing in it. */
  isEmpty(path: string): boolean {
    const known = this.#files.get(resolve(path))?.file;
    return known !== undefined && 'text' in known && known.text.trim() === '';
  }

  /** Every folder with what it was, and the folders of what was read outside of them, with the names that matter. */
  watched(): ReadonlyMap<string, { readonly identity: string; readonly names: ReadonlySet<string> | 'all' }> {
    const found = new Map<string, { identity: string; names: Set<string> | 'all' }>();
    for (const [key, { identity }] of this.#folders) found.set(key, { identity, names: 'all' });
    const beside = (folder: string, name: string): void => {
      const known = found.get(folder);
      if (known) {
        if (known.names !== 'all') known.names.add(name);
      } else found.set(folder, { identity: identityOf(folder), names: new Set([name]) });
    };
    for (const key of this.#files.keys()) beside(dirname(key), basename(key));
    for (const [key, { linked }] of this.#folders) {
      // The folder's own parent tells when another folder comes to stand in its place.
      if (!this.#folders.has(dirname(key))) beside(dirname(key), basename(key));
      for (const folder of linked)
        if (!found.has(folder)) found.set(folder, { identity: identityOf(folder), names: 'all' });
    }
    return found;
  }

  /**
   * Looks again at what lies in these folders, or at everything. Files that are named are read even where `stat` says
   * nothing new: clocks of file systems are coarse.
   */
  refresh(dirty: Dirty): Refreshed {
    const changed = new Set<string>();
    const touched = new Set<string>();
    for (const key of dirty === 'all' ? [...this.#folders.keys()] : dirty.keys()) {
      this.#refreshFolder(key, changed);
      if (dirty !== 'all') for (const name of dirty.get(key) ?? []) this.#refreshReplaced(join(key, name), changed);
    }
    const through = new Set<string>();
    if (dirty !== 'all')
      for (const [key, { linked }] of this.#folders) if (linked.some((folder) => dirty.has(folder))) through.add(key);
    for (const [key, before] of this.#files) {
      const folder = dirname(key);
      const names = dirty === 'all' ? NO_NAMES : dirty.get(folder);
      if (!names && !through.has(folder) && this.#folders.has(folder)) continue;
      const named = names !== undefined && (names.has(basename(key)) || names.has(''));
      if (!named && stampOf(before.path) === before.stamp) continue;
      const after = readFile(before.path);
      const same = sameText(before, after);
      const { alone, file } = before;
      if (after.stamp === '' && !alone) this.#files.delete(key);
      else this.#files.set(key, same ? { ...after, alone, file } : { ...after, alone });
      (same ? touched : changed).add(key);
    }
    return { changed, touched };
  }

  /** Looks at a folder where another one has come to stand in its place. */
  #refreshReplaced(key: string, changed: Set<string>): void {
    const known = this.#folders.get(key);
    if (known && known.identity !== identityOf(key)) this.#refreshFolder(key, changed);
  }

  #refreshFolder(key: string, changed: Set<string>): void {
    const before = this.#folders.get(key);
    if (!before) return;
    let after: Folder | undefined;
    try {
      after = { ...readFolder(before.path), alone: before.alone };
    } catch {
      // It is gone, or closed to us: as if it were empty.
      if (before.alone) after = { ...before, entries: new Map(), identity: '', linked: [] };
    }
    if (after) this.#folders.set(key, after);
    else this.#folders.delete(key);
    for (const [name, kind] of before.entries) {
      const path = join(key, name);
      if (after?.entries.get(name) !== kind) changed.add(path);
      if (kind === 'folder') this.#refreshReplaced(path, changed);
    }
    for (const name of after?.entries.keys() ?? []) if (!before.entries.has(name)) changed.add(join(key, name));
  }
}

function sameText(a: Pick<File, 'file'>, b: Pick<File, 'file'>): boolean {
  const [before, after] = [a.file, b.file];
  if ('text' in before) return 'text' in after && before.text === after.text;
  return 'why' in after && before.why === after.why;
}

/** Names of files that anybody here reads, or has something to say of. */
const counts = (name: string): boolean => name.endsWith('.proto') || isSideName(name) || misnamed(name) !== undefined;

function readFolder(path: string): Omit<Folder, 'alone'> {
  const entries = new Map<string, Kind>();
  const linked = new Set<string>();
  const identity = identityOf(path);
  const listed = readdirSync(path, { withFileTypes: true });
  for (const entry of listed.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (SKIPPED.has(entry.name)) continue;
    const child = join(path, entry.name);
    const kind = entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : kindOf(child);
    if (kind === undefined || (kind === 'file' && !counts(entry.name))) continue;
    entries.set(entry.name, kind);
    if (kind === 'file' && entry.isSymbolicLink()) linked.add(dirname(realpathSync(child)));
  }
  return { path, real: realpathSync(path), entries, identity, linked: [...linked] };
}

function readFile(path: string): Omit<File, 'alone'> {
  try {
    const stat = statSync(path, { bigint: true });
    const stamp = stampFrom(stat);
    if (stat.size > MAX_FILE_BYTES)
      return { path, stamp, file: { why: `it has ${stat.size} bytes; the limit is ${MAX_FILE_BYTES}` } };
    return { path, stamp, file: { path, text: readFileSync(path, 'utf8') } };
  } catch (error) {
    return { path, stamp: stampOf(path), file: { why: error instanceof Error ? error.message : String(error) } };
  }
}

function kindOf(path: string): Kind | undefined {
  const stat = tryStat(path);
  return stat?.isDirectory() ? 'folder' : stat?.isFile() ? 'file' : undefined;
}

/** Empty where there is nothing. */
function stampOf(path: string): string {
  const stat = tryStat(path);
  return stat ? stampFrom(stat) : '';
}

const stampFrom = ({ mtimeNs, ctimeNs, size, dev, ino }: BigIntStats): string =>
  `${mtimeNs} ${ctimeNs} ${size} ${dev} ${ino}`;

function identityOf(path: string): string {
  const stat = tryStat(path);
  return stat ? `${stat.dev} ${stat.ino} ${stat.birthtimeNs}` : '';
}

function tryStat(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
