/** What was dropped or chosen, before the server has seen it. */
export interface Dropped {
  /** Relative, with slashes, as its folder has it. */
  readonly name: string;
  readonly file: Blob;
}

/** More than this is not read from what was dropped. */
const MAX_FILES = 5_000;
/** What a request may carry, in bytes, before it is base64. */
export const MAX_BYTES = 23_000_000;

const SKIPPED = /(^|\/)(node_modules|\.[^/]*|__MACOSX)(\/|$)/;
/** Proto text, zips, descriptor sets under their usual names. */
const WANTED = /\.(proto|zip|binpb|pb|desc|protoset|fds|bin|json)$/i;

/** True for what may hold protos; in a folder, other files are left where they are. */
export function isWanted(name: string): boolean {
  return WANTED.test(name) && !SKIPPED.test(name);
}

/** Everything in a drop, folders read through; the names begin below a folder that was dropped alone. */
export async function readDrop(items: DataTransferItemList): Promise<readonly Dropped[]> {
  // Entries must be taken at once: after the first wait the list is empty.
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  // What is no file of a disk (a file made by a page) has no entry.
  const loose = [...items].flatMap((item) => (item.webkitGetAsEntry() ? [] : (item.getAsFile() ?? [])));
  const found: Dropped[] = loose.map((file) => ({ name: file.name, file }));
  for (const entry of entries) await walk(entry, entry.isDirectory && entries.length === 1 ? null : '', found);
  return found;
}

/** Files from a chooser; `webkitRelativePath` is set where a folder was chosen. */
export function readChosen(files: Iterable<File>): readonly Dropped[] {
  return [...files].flatMap((file) => {
    const path = file.webkitRelativePath;
    const name = path === '' ? file.name : path.slice(path.indexOf('/') + 1);
    return path === '' || isWanted(name) ? [{ name, file }] : [];
  });
}

/** `null`: the folder itself is not part of the names. */
async function walk(entry: FileSystemEntry, prefix: string | null, found: Dropped[]): Promise<void> {
  if (found.length >= MAX_FILES) return;
  const name = prefix === null ? '' : `${prefix}${entry.name}`;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    if (prefix === '' || isWanted(name)) found.push({ name, file });
    return;
  }
  if (!isFolder(entry) || SKIPPED.test(name)) return;
  const reader = entry.createReader();
  for (;;) {
    // A reader hands out a hundred at a time, and an empty list at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const one of some) await walk(one, name === '' ? '' : `${name}/`, found);
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** Base64 of the bytes. */
export async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
