import { Code, status } from '../contract/status.ts';
import type { Step } from '../engine/conversation.ts';
import { symbolsOf } from '../schema/outline.ts';
import type { Registry, Schema, SchemaFile } from '../schema/registry.ts';
import { withoutSourceInfo } from '../schema/source-info.ts';
import { statusSchema } from '../schema/status-types.ts';
import type { Builtin, BuiltinConversation } from './builtin.ts';
import { malformed } from './health.ts';
import {
  readReflectionRequest,
  type ReflectionAnswer,
  type ReflectionRequest,
  writeReflectionResponse,
} from './reflection-messages.ts';
import { SYSTEM_SERVICES, systemFiles, systemTypes } from './system-files.ts';

/**
 * Server reflection, v1 and v1alpha, from the raw bytes of the files. As in grpc-go, a file comes together with
 * everything that it imports and that this stream has not been sent yet.
 */
export function reflectionService(registry: Registry): ReadonlyMap<string, Builtin> {
  const builtin: Builtin = { kind: 'bidi_streaming', name: 'reflection', open: () => converse(registry) };
  return new Map(
    SYSTEM_SERVICES.filter((name) => name.endsWith('.ServerReflection')).map((name) => [
      `/${name}/ServerReflectionInfo`,
      builtin,
    ]),
  );
}

function converse(registry: Registry): BuiltinConversation {
  // A schema is whole or not at all: one stream reads one schema, even while it changes.
  const schema = registry.current;
  const sent = new Set<string>();
  return {
    opening: { steps: [] },
    receive(message) {
      let request: ReflectionRequest;
      try {
        request = readReflectionRequest(message);
      } catch {
        return { steps: [{ afterMs: 0, do: 'end', status: malformed('ServerReflectionRequest'), trailers: [] }] };
      }
      const bytes = writeReflectionResponse(request.host, message, answer(schema, request, sent));
      return { steps: [{ afterMs: 0, do: 'message', bytes }] };
    },
    halfClose: () => ({ steps: [{ afterMs: 0, do: 'end', status: status('OK'), trailers: [] } satisfies Step] }),
  };
}

function answer(schema: Schema, request: ReflectionRequest, sent: Set<string>): ReflectionAnswer {
  switch (request.ask) {
    case 'list_services':
      return { kind: 'services', names: serviceNames(schema) };
    case 'file_by_filename':
      return files(schema, fileByName(schema, request.name), sent, `file ${request.name}`);
    case 'file_containing_symbol': {
      const symbol = request.name.replace(/^\./, '');
      return files(schema, fileOfSymbol(schema, symbol), sent, `symbol ${symbol}`);
    }
    case 'file_containing_extension': {
      const type = request.name.replace(/^\./, '');
      const file = schema.fileOfExtension(type, request.number);
      return files(schema, file, sent, `extension ${request.number} of ${type}`);
    }
    case 'all_extension_numbers_of_type': {
      const type = request.name.replace(/^\./, '');
      const numbers = schema.extensionNumbers(type) ?? (isSystemMessage(type) ? [] : undefined);
      return numbers ? { kind: 'extension_numbers', type, numbers } : notFound(`message ${type}`);
    }
    case 'nothing':
      return { kind: 'error', code: Code.INVALID_ARGUMENT, message: 'The request asks for nothing.' };
    default:
      return request satisfies never;
  }
}

/** The schema's own come first: where it has the system services too, they are listed once. */
function serviceNames(schema: Schema): string[] {
  return [...new Set([...schema.services.map((service) => service.name), ...SYSTEM_SERVICES])].sort();
}

function fileByName(schema: Schema, name: string): SchemaFile | undefined {
  const known = schema.files.get(name) ?? systemFiles().find((file) => file.name === name);
  return known ?? (name.startsWith('google/') ? statusSchema().files.get(name) : undefined);
}

function fileOfSymbol(schema: Schema, symbol: string): SchemaFile | undefined {
  const known = schema.fileOfSymbol(symbol);
  if (known) return known;
  // Clients read the details of an error by them, whether the protos import them or not.
  if (symbol.startsWith('google.rpc.')) return statusSchema().fileOfSymbol(symbol);
  return systemFiles().find(
    ({ bytes, package: pkg }) => symbol.startsWith(`${pkg}.`) && symbolsOf(bytes, pkg).has(symbol),
  );
}

function isSystemMessage(type: string): boolean {
  return systemTypes().getMessage(type) !== undefined;
}

function files(schema: Schema, first: SchemaFile | undefined, sent: Set<string>, what: string): ReflectionAnswer {
  if (!first) return notFound(what);
  const found: Uint8Array[] = [];
  const queue = [first];
  const seen = new Set([first.name]);
  for (const file of queue) {
    // The file that was asked for always comes: its reader may have forgotten it.
    if (file === first || !sent.has(file.name)) found.push(file.bytes);
    sent.add(file.name);
    for (const name of file.dependencies) {
      const next = seen.has(name) ? undefined : fileByName(schema, name);
      seen.add(name);
      if (next) queue.push(next);
    }
  }
  return { kind: 'files', files: withinLimit(found) };
}

/** Clients of gRPC read no message above 4 MiB, unless they are told to. */
const MAX_FILES = 4_000_000;

/** The largest files go without comments where all of them together would be too much for a client. */
function withinLimit(found: readonly Uint8Array[]): readonly Uint8Array[] {
  let size = found.reduce((sum, { length }) => sum + length, 0);
  if (size <= MAX_FILES) return found;
  const lean = new Map<Uint8Array, Uint8Array>();
  for (const file of [...found].sort((a, b) => b.length - a.length)) {
    if (size <= MAX_FILES) break;
    const small = withoutSourceInfo(file);
    lean.set(file, small);
    size -= file.length - small.length;
  }
  return found.map((file) => lean.get(file) ?? file);
}

function notFound(what: string): ReflectionAnswer {
  return { kind: 'error', code: Code.NOT_FOUND, message: `There is no ${what}.` };
}
