import { GOOGLE_API } from './built-in-api.ts';
import { GOOGLE_RPC } from './built-in-rpc.ts';
import { GOOGLE_TYPE } from './built-in-type.ts';

const FOLDERS = new Map([
  ['google/api/', { pkg: 'google.api', files: GOOGLE_API }],
  ['google/rpc/', { pkg: 'google.rpc', files: GOOGLE_RPC }],
  ['google/type/', { pkg: 'google.type', files: GOOGLE_TYPE }],
]);

/**
 * Text of the files that proto trees import most and carry least. They are used where neither the tree nor the disk
 * has the file itself.
 */
export function builtInText(name: string): string | undefined {
  const folder = FOLDERS.get(name.slice(0, name.lastIndexOf('/') + 1));
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (!folder || !Object.hasOwn(folder.files, base)) return undefined;
  return `syntax = "proto3";\npackage ${folder.pkg};\n${folder.files[base]!}\n`;
}
