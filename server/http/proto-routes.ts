import { problem, type Problem } from '../contract/problem.ts';
import type {
  ProtoCheck,
  ProtoFileText,
  ProtoList,
  ProtoSaved,
  ProtoSaveRequest,
  ProtoSymbol,
} from '../contract/protos.ts';
import { ApiRefusal } from './api-request.ts';
import type { RouteTable } from './routes.ts';

/** The files of the schema, as the page reads and writes them. */
export interface ProtoSource {
  list(): ProtoList;
  /** Undefined where there is no such file. */
  file(name: string): ProtoFileText | undefined;
  symbol(name: string, scope: string): ProtoSymbol | undefined;
  check(name: string, text: string): ProtoCheck;
  save(
    name: string,
    request: ProtoSaveRequest,
  ): ProtoSaved | { readonly refused: Problem; readonly status: 400 | 403 | 404 | 409 };
}

const MAX_NAME = 1_000;
/** Longest text that is checked or saved, in UTF-16 units. */
const MAX_TEXT = 4_000_000;

type ProtoRoutes = Pick<
  RouteTable,
  | 'GET /api/protos'
  | 'GET /api/protos/file'
  | 'GET /api/protos/symbol'
  | 'POST /api/protos/check'
  | 'PUT /api/protos/file'
>;

/** The routes of the proto view and its editor. */
export function protoRoutes(protos: ProtoSource): ProtoRoutes {
  return {
    'GET /api/protos': ({ query }) => {
      query.done();
      return protos.list();
    },
    'GET /api/protos/file': ({ query }) => {
      const name = query.required('name', MAX_NAME, 'shop/v1/catalog.proto');
      query.done();
      const file = protos.file(name);
      if (file === undefined) throw new ApiRefusal(404, [unknownFile(name)]);
      return file;
    },
    'GET /api/protos/symbol': ({ query }) => {
      const name = query.required('name', MAX_NAME, 'Money');
      const scope = query.text('scope', MAX_NAME) ?? '';
      query.done();
      return { symbol: protos.symbol(name, scope) ?? null };
    },
    'POST /api/protos/check': ({ query, body }) => {
      query.done();
      const { name, text } = fields(body);
      if (typeof name !== 'string' || name === '' || name.length > MAX_NAME)
        throw badBody('name', 'the name of a file');
      return protos.check(name, textOf(text));
    },
    'PUT /api/protos/file': ({ query, body }) => {
      const name = query.required('name', MAX_NAME, 'shop/v1/catalog.proto');
      query.done();
      const { text, baseHash } = fields(body);
      if (baseHash !== null && !(typeof baseHash === 'string' && /^[0-9a-f]{64}$/.test(baseHash)))
        throw badBody('baseHash', 'the hash of the version that was edited, or null for a new file');
      const saved = protos.save(name, { text: textOf(text), baseHash });
      if ('refused' in saved) throw new ApiRefusal(saved.status, [saved.refused]);
      return saved;
    },
  };
}

function fields(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badBody('', 'a JSON object');
  return body as Readonly<Record<string, unknown>>; // A parsed JSON object; each field is checked by its reader.
}

function textOf(text: unknown): string {
  if (typeof text !== 'string' || text.length > MAX_TEXT) throw badBody('text', `at most ${MAX_TEXT} characters`);
  return text;
}

function badBody(path: string, wanted: string): ApiRefusal {
  const what = path === '' ? 'The body' : path;
  return new ApiRefusal(400, [problem('bad-body', `${what} is not as it must be.`, `Send ${wanted}.`, path)]);
}

function unknownFile(name: string): Problem {
  return problem('unknown-file', `There is no file ${name}.`, 'GET /api/protos lists what is there.', 'name');
}
