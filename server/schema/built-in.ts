import { GOOGLE_API } from './built-in-api.ts';
import { GOGO } from './built-in-gogo.ts';
import { OPENAPI_OPTIONS } from './built-in-openapi.ts';
import { GOOGLE_RPC } from './built-in-rpc.ts';
import { GOOGLE_TYPE } from './built-in-type.ts';
import { PGV_VALIDATE } from './built-in-validate-pgv.ts';
import { BUF_VALIDATE } from './built-in-validate.ts';

interface Folder {
  readonly pkg: string;
  readonly files: Readonly<Record<string, string>>;
  readonly syntax?: 'proto2';
}

const FOLDERS = new Map<string, Folder>([
  ['google/api/', { pkg: 'google.api', files: GOOGLE_API }],
  ['google/rpc/', { pkg: 'google.rpc', files: GOOGLE_RPC }],
  ['google/type/', { pkg: 'google.type', files: GOOGLE_TYPE }],
  ['buf/validate/', { pkg: 'buf.validate', files: BUF_VALIDATE, syntax: 'proto2' }],
  ['validate/', { pkg: 'validate', files: PGV_VALIDATE, syntax: 'proto2' }],
  ['protoc-gen-openapiv2/options/', { pkg: 'grpc.gateway.protoc_gen_openapiv2.options', files: OPENAPI_OPTIONS }],
  ['gogoproto/', { pkg: 'gogoproto', files: GOGO, syntax: 'proto2' }],
]);

/**
 * Text of the files that proto trees import most and carry least. They are used where neither the tree nor the disk
 * has the file itself.
 */
export function builtInText(name: string): string | undefined {
  const folder = FOLDERS.get(name.slice(0, name.lastIndexOf('/') + 1));
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (!folder || !Object.hasOwn(folder.files, base)) return undefined;
  return `syntax = "${folder.syntax ?? 'proto3'}";\npackage ${folder.pkg};\n${folder.files[base]!}\n`;
}
