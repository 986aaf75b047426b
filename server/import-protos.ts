import type { Config } from './config.ts';
import type { ProtoImport, ProtoImportRequest } from './contract/rest.ts';
import type { Problem } from './contract/problem.ts';

/** Shows what dropped files would become below the workspace's first folder, or writes them there. */
export async function importProtos(
  _config: Pick<Config, 'paths' | 'protoPaths'>,
  _request: ProtoImportRequest,
): Promise<ProtoImport | { readonly refused: readonly Problem[] }> {
  return {
    refused: [{ severity: 'error', code: 'import', message: 'Importing is not there yet.' }],
  };
}
