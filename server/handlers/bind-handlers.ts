import type { Problem } from '../contract/problem.ts';
import type { MethodInfo, MethodPath } from '../contract/schema.ts';
import type { HandlerPlace } from '../engine/handler-source.ts';
import { nearestWord } from '../schema/nearest.ts';
import type { Schema } from '../schema/registry.ts';
import type { HandlerProblemCode } from './problem-codes.ts';
import type { ExportedService, HandlerKey } from './protocol.ts';

/** A file of handlers as it was loaded. */
export interface LoadedFile {
  readonly file: string;
  /** The text that was loaded: that on disk, or the last good one. */
  readonly text: string;
  readonly services: readonly ExportedService[];
}

/** A handler and the method that it answers. */
export interface BoundHandler {
  readonly place: HandlerPlace;
  readonly key: HandlerKey;
  readonly service: string;
  readonly method: MethodInfo;
}

export interface Binding {
  readonly handlers: ReadonlyMap<MethodPath, BoundHandler>;
  readonly problems: readonly Problem[];
}

/** Holds what files export against the schema: names that it does not know are problems, and change nothing else. */
export function bindHandlers(files: readonly LoadedFile[], schema: Schema): Binding {
  const handlers = new Map<MethodPath, BoundHandler>();
  const problems: Problem[] = [];
  const names = new Map(schema.services.map((service) => [service.name, service]));
  for (const { file, text, services } of files)
    for (const [index, exported] of services.entries()) {
      const name = exported.name.replace(/^\//, '');
      const service = names.get(name);
      const start = serviceAt(text, exported.name);
      const problem = (
        code: HandlerProblemCode,
        at: number,
        message: string,
        hint: string,
        severity: Problem['severity'] = 'error',
      ): void => void problems.push({ severity, code, file, line: lineAt(text, at), message, hint });
      if (!service) {
        problem('handler-unknown-service', start, `There is no service ${name}.`, meant(name, names.keys()));
        continue;
      }
      for (const method of exported.methods) {
        const at = methodAt(text, method, start);
        const info = service.methods.find((one) => answers(method, one.name));
        if (!info) {
          // Classes have methods of their own, which answer nothing.
          if (exported.style === 'grpc') continue;
          const known = service.methods.map((one) => lowerFirst(one.name));
          problem('handler-unknown-method', at, `${name} has no method ${method}.`, meant(method, known));
          continue;
        }
        const before = handlers.get(info.path);
        if (before) {
          const { place } = before;
          problem(
            'handler-twice',
            at,
            `${info.path} has a handler already.`,
            `${place.file}:${place.line} answers it.`,
            'warning',
          );
          continue;
        }
        handlers.set(info.path, {
          place: { file, line: lineAt(text, at), speaks: exported.style === 'grpc' ? 'bytes' : 'json' },
          key: { file, index, name: method },
          service: name,
          method: info,
        });
      }
    }
  return { handlers, problems };
}

const lowerFirst = (name: string): string => name.slice(0, 1).toLowerCase() + name.slice(1);
const camel = (name: string): string => lowerFirst(name).replace(/_+(.)/g, (_, letter: string) => letter.toUpperCase());

/** `talk`, `Talk`, `talkToMe` for `talk_to_me`. */
const answers = (handler: string, method: string): boolean =>
  handler === method || handler === lowerFirst(method) || handler === camel(method);

const meant = (word: string, known: Iterable<string>): string => {
  const all = [...known];
  const near = nearestWord(word, all) ?? all.find((one) => one.endsWith(`.${word}`));
  if (near !== undefined) return `Did you mean ${near}?`;
  return all.length > 0
    ? `There is ${all.slice(0, 5).join(', ')}${all.length > 5 ? ', …' : ''}.`
    : 'There is none at all.';
};

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Where a service is named in the text; 0 where it cannot be found. */
function serviceAt(text: string, name: string): number {
  return Math.max(0, text.search(new RegExp(`['"\`]${escaped(name)}['"\`]`)));
}

/** Where a method is written, behind its service. A name that is made up at run time is nowhere: the service stands for it. */
function methodAt(text: string, name: string, from: number): number {
  const word = new RegExp(`(?<![\\w$.])${escaped(name)}\\s*[(:,}=]`, 'g');
  word.lastIndex = from;
  return word.exec(text)?.index ?? from;
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;
