import { readFileSync, statSync } from 'node:fs';
import { isSetName, readDescriptorSet } from '../schema/descriptor-set.ts';
import type { SchemaFile } from '../schema/registry.ts';
import type { ProtoText } from './disk.ts';
import { readZip } from './zip.ts';

/** What is in a file that holds many protos. */
export interface Source {
  readonly files: readonly ProtoText[];
  readonly compiled: readonly SchemaFile[];
}

const MAX_BYTES = 256 * 1024 * 1024;
/** Within a zip, names that are nothing but descriptor sets; `.json` and `.pb` can be anything there. */
const SET_IN_ZIP = /\.(binpb|protoset|desc)$/i;

/** True for names of descriptor sets and archives. */
export const isSourceName = (name: string): boolean => isZipName(name) || isSetName(name);

const isZipName = (name: string): boolean => name.toLowerCase().endsWith('.zip');

/** Reads a descriptor set or a zip of protos from disk. `why` is half a sentence. */
export function readSource(path: string): Source | { readonly why: string } {
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) return { why: `it has ${size} bytes; the limit is ${MAX_BYTES}` };
    return openSource(path, readFileSync(path));
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

/** The same for bytes; `path` says what they are by its ending, and what to call the files in them. */
export function openSource(path: string, bytes: Uint8Array): Source | { readonly why: string } {
  if (!isZipName(path)) {
    const set = readDescriptorSet(bytes, path);
    return 'why' in set ? set : { files: [], compiled: set.files };
  }
  const zip = readZip(bytes, isWanted);
  if ('why' in zip) return zip;
  const files: ProtoText[] = [];
  const compiled: SchemaFile[] = [];
  for (const { name, bytes: content } of zip.entries) {
    const inside = `${path}/${name}`;
    if (name.endsWith('.proto')) {
      files.push({ path: inside, text: new TextDecoder().decode(content) });
      continue;
    }
    const set = readDescriptorSet(content, inside);
    if ('why' in set) return { why: `${name} in it cannot be read: ${set.why}` };
    compiled.push(...set.files);
  }
  if (files.length + compiled.length === 0) return { why: 'it holds no .proto file' };
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), compiled };
}

/** Not what a Mac adds about each file, nor hidden folders. */
function isWanted(name: string): boolean {
  if (!name.endsWith('.proto') && !SET_IN_ZIP.test(name)) return false;
  return !name.split('/').some((part) => /^\.[^.]/.test(part) || part === '__MACOSX' || part === 'node_modules');
}
