import { statfsSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import type { Disk, Dirty } from './disk.ts';

/** Writing a file is several events; an editor's save is up to five. Milliseconds of quiet that end a burst. */
const QUIET_MS = 30;
/** A burst that does not end is told of all the same, after so many milliseconds. */
const PATIENCE_MS = 100;
/** Folders that are watched at most; a tree with more is looked at from time to time. */
const MAX_FOLDERS = 20_000;
/** Milliseconds between two looks at a tree that cannot be watched; a look may take a twentieth of them. */
const POLL_MS = 1_000;
/** File systems that tell nothing of what others write to them: NFS, SMB (three), 9p, FUSE, VirtualBox, Parallels, AFS. */
const SILENT = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546, 0x786f4256, 0x7c7c6673, 0x5346414f,
]);

/** What tells of changes. */
export interface FolderWatch extends Disposable {
  /** Watches what the disk has read by now, and no longer what it has let go. */
  sync(): void;
  /** Folders that are watched by the system. */
  readonly watched: number;
  /** Why some, or all, are looked at from time to time instead. */
  readonly polling: string | undefined;
}

interface Watched {
  readonly identity: string;
  names: ReadonlySet<string> | 'all';
  readonly watcher: FSWatcher;
}

/**
 * Watches every folder that `disk` has read, each by itself: on Linux, Node's own recursive watching puts a watch on each
 * file, and took 300 ms for the 1,074 folders of googleapis where this takes 10. A burst of events is one call of
 * `onDirty`, with the folders and names that were told of. What cannot be watched is polled.
 *
 * @param roots where the tree begins, to ask what file system it is on
 */
export function watchFolders(disk: Disk, roots: readonly string[], onDirty: (dirty: Dirty) => void): FolderWatch {
  const watches = new Map<string, Watched>();
  let dirty = new Map<string, Set<string>>();
  let quiet: NodeJS.Timeout | undefined;
  let since = 0;
  let poll: NodeJS.Timeout | undefined;
  let polling = roots.some(isSilent) ? 'its file system does not tell of changes' : undefined;
  let closed = false;

  const flush = (): void => {
    quiet = undefined;
    const told = dirty;
    dirty = new Map();
    onDirty(told);
  };
  const note = (folder: string, name: string): void => {
    if (closed) return;
    const now = performance.now();
    if (dirty.size === 0) since = now;
    const names = dirty.get(folder);
    if (names) names.add(name);
    else dirty.set(folder, new Set([name]));
    clearTimeout(quiet);
    quiet = setTimeout(flush, Math.max(0, Math.min(QUIET_MS, since + PATIENCE_MS - now)));
  };
  const look = (): void => {
    const started = performance.now();
    onDirty('all');
    poll = setTimeout(look, Math.max(POLL_MS, (performance.now() - started) * 20));
    poll.unref();
  };
  const give = (why: string): void => {
    polling ??= why;
    if (!closed) poll ??= setTimeout(look, POLL_MS).unref();
  };

  const open = (folder: string, identity: string, names: Watched['names']): void => {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        const wanted = watches.get(folder)?.names;
        if (name === null) note(folder, '');
        else if (wanted === 'all' || wanted?.has(name)) note(folder, name);
      });
      // A folder that is taken away: its parent tells.
      watcher.on('error', () => drop(folder));
      watches.set(folder, { identity, names, watcher });
    } catch (error) {
      // ENOENT is a folder that has just gone; what is left are the limits of the system.
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (code !== 'ENOENT') give(`the system watches no more folders (${code})`);
    }
  };
  const drop = (folder: string): void => {
    watches.get(folder)?.watcher.close();
    watches.delete(folder);
  };

  const sync = (): void => {
    if (closed) return;
    const wanted = disk.watched();
    for (const [folder, { identity }] of watches) if (wanted.get(folder)?.identity !== identity) drop(folder);
    for (const [folder, { identity, names }] of wanted) {
      const known = watches.get(folder);
      if (known) known.names = names;
      else if (watches.size >= MAX_FOLDERS) return give(`it has more than ${MAX_FOLDERS} folders`);
      else {
        open(folder, identity, names);
        // Between reading it and watching it something may have happened.
        if (names === 'all') note(folder, '.');
        else for (const name of names) note(folder, name);
      }
    }
  };

  if (polling !== undefined) give(polling);
  return {
    sync,
    get watched() {
      return watches.size;
    },
    get polling() {
      return polling;
    },
    [Symbol.dispose]() {
      closed = true;
      clearTimeout(quiet);
      clearTimeout(poll);
      for (const folder of [...watches.keys()]) drop(folder);
    },
  };
}

function isSilent(path: string): boolean {
  try {
    // Some systems give the type as a signed number.
    return SILENT.has(statfsSync(join(path)).type >>> 0);
  } catch {
    return false;
  }
}
