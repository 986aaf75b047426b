import { problem } from '../contract/problem.ts';
import type { DroppedFile, ProtoImportRequest } from '../contract/rest.ts';
import { ApiRefusal } from './api-request.ts';

const MAX_FILES = 5_000;
const MAX_NAME = 1_000;

const refusal = (message: string, hint: string, path: string): ApiRefusal =>
  new ApiRefusal(400, [problem('bad-body', message, hint, path)]);

/** The body of `POST /api/protos`, read strictly; throws an `ApiRefusal`. Names are judged by whoever writes them. */
export function parseImport(body: unknown): ProtoImportRequest {
  if (!isRecord(body)) throw refusal('There is no body.', 'Send { "files": [{ "name", "base64" }], "confirm" }.', '');
  const { files, confirm } = body;
  if (typeof confirm !== 'boolean') throw refusal('confirm is neither true nor false.', 'Give one.', 'confirm');
  if (!Array.isArray(files) || files.length === 0 || files.length > MAX_FILES)
    throw refusal('files is no list of files.', `Give 1 to ${MAX_FILES} files.`, 'files');
  return { confirm, files: files.map((file: unknown, index) => droppedFile(file, `files[${index}]`)) };
}

function droppedFile(file: unknown, path: string): DroppedFile {
  if (!isRecord(file)) throw refusal(`${path} is no object.`, 'Give { "name", "base64" }.', path);
  const { name, base64 } = file;
  if (typeof name !== 'string' || name === '' || name.length > MAX_NAME)
    throw refusal(`${path} has no name.`, `Give one of 1 to ${MAX_NAME} characters.`, `${path}.name`);
  if (typeof base64 !== 'string' || base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64))
    throw refusal(`The content of ${JSON.stringify(name)} is not base64.`, 'Encode its bytes.', `${path}.base64`);
  return { name, base64 };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
