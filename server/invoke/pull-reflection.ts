import { status as Code, type ServiceError } from '@grpc/grpc-js';
import type { Metadata } from '../contract/metadata.ts';
import { problem, type Problem } from '../contract/problem.ts';
import { lacking } from '../schema/lacking.ts';
import { outlineFile } from '../schema/outline.ts';
import { wellKnownNames } from '../schema/well-known.ts';
import { toWire } from './metadata.ts';
import { explainPull } from './pull-failure.ts';
import type { Answer, Question } from './pull-messages.ts';
import { EndedEarly, openClient, ReflectionStream, type PullTlsOptions } from './pull-stream.ts';

export interface PullOptions {
  readonly target: string;
  readonly metadata: Metadata;
  /** Undefined: plain text. */
  readonly tls: PullTlsOptions | undefined;
  readonly timeoutMs: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a server's reflection told. */
export interface Pulled {
  readonly version: 'v1' | 'v1alpha';
  readonly services: readonly string[];
  /** Raw `FileDescriptorProto`s, each name once, as they came. */
  readonly files: readonly Uint8Array[];
  /** What the server did not answer. */
  readonly problems: readonly Problem[];
}

/** Services that say something about the server, and that understudy has itself. */
const OF_EVERY_SERVER = /^grpc\.(reflection\.v1(alpha)?|health\.v1|channelz\.v1)\./;
const MAX_FILES = 20_000;
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_QUESTIONS = 50_000;

/**
 * Asks a server for all its protos: v1, and v1alpha where it has no v1. Servers get much of this wrong, so everything that
 * a file lacks is asked for by every way there is: by the name of the import, by the type, by the extension.
 */
export async function pullReflection(options: PullOptions): Promise<Pulled | { readonly problem: Problem }> {
  const wire = toWire(options.metadata);
  if ('problems' in wire) return { problem: wire.problems[0]! };
  const client = openClient(options.target, options.tls);
  const deadline = new Date(options.now + options.timeoutMs);
  try {
    for (const version of ['v1', 'v1alpha'] as const) {
      using stream = new ReflectionStream(client, version, wire.wire, deadline);
      try {
        return await pullFrom(stream, version);
      } catch (error) {
        const code = codeOf(error);
        if (version === 'v1' && code === Code.UNIMPLEMENTED) continue;
        return { problem: whyNot(error, options, stream.path) };
      }
    }
  } finally {
    client.close();
  }
  throw new Error('The last version returns.');
}

async function pullFrom(stream: ReflectionStream, version: Pulled['version']): Promise<Pulled> {
  const listed = await stream.ask({ ask: 'services' });
  const problems: Problem[] = [];
  if (listed.kind !== 'services') {
    const why = listed.kind === 'error' ? listed.message : 'it answered something else';
    throw new Refusal(`The server does not list its services: ${why}.`);
  }
  const services = [...new Set(listed.names)].filter((name) => !OF_EVERY_SERVER.test(name)).sort();
  const files = new Map<string, Uint8Array>();
  let [questions, size] = [0, 0];
  const asked = new Set<string>();
  /** True where something came that was not there. */
  const ask = async (question: Question): Promise<boolean> => {
    const key = JSON.stringify(question);
    if (asked.has(key) || (questions += 1) > MAX_QUESTIONS) return false;
    asked.add(key);
    const answer = await stream.ask(question);
    if (answer.kind === 'numbers' && question.ask === 'extension-numbers') {
      for (const number of answer.numbers) await ask({ ask: 'extension', type: question.type, number });
      return false;
    }
    return take(answer);
  };
  const take = (answer: Answer): boolean => {
    let fresh = false;
    for (const file of answer.kind === 'files' ? answer.files : []) {
      const { name } = outlineFile(file);
      if (files.has(name)) continue;
      size += file.length;
      if (files.size >= MAX_FILES || size > MAX_BYTES) throw new Refusal('The server has more protos than are taken.');
      files.set(name, file);
      fresh = true;
    }
    return fresh;
  };

  for (const name of services)
    if (!(await ask({ ask: 'symbol', name })) && !defines(files, name))
      problems.push(problem('reflection-gap', `The server lists ${name}, and does not give its file.`));
  // Until nothing is lacking that has not been asked for.
  for (let more = true; more;) {
    more = false;
    for (const name of [...files.values()].flatMap((file) => outlineFile(file).dependencies))
      if (!files.has(name) && !wellKnownNames.has(name)) more = (await ask({ ask: 'file', name })) || more;
    const { types, extensions, extendable } = lacking([...files.values()]);
    for (const name of types) more = (await ask({ ask: 'symbol', name })) || more;
    for (const { type, number } of extensions) more = (await ask({ ask: 'extension', type, number })) || more;
    const before = files.size;
    for (const type of extendable) await ask({ ask: 'extension-numbers', type });
    more ||= files.size > before;
  }
  return { version, services, files: [...files.values()], problems };
}

function defines(files: ReadonlyMap<string, Uint8Array>, service: string): boolean {
  return [...files.values()].some((file) => outlineFile(file).services.some(({ name }) => name === service));
}

/** The server speaks reflection, and says no. */
class Refusal extends Error {}

const codeOf = (error: unknown): number | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;

function whyNot(error: unknown, { target, timeoutMs, tls }: PullOptions, method: string): Problem {
  if (error instanceof Refusal || error instanceof EndedEarly)
    return problem('reflection-refused', error.message, 'Look into the log of the server.');
  const code = codeOf(error);
  if (code === undefined) throw error;
  // A code makes it a ServiceError of grpc-js.
  const { details } = error as ServiceError;
  return explainPull({ code, details, target, method, tls, timeoutMs });
}
