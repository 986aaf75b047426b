import type { Problem } from '../contract/problem.ts';
import { status } from '../contract/status.ts';
import type { HandlerListener, HandlerPlace, HandlerSource } from '../engine/handler-source.ts';
import type { Registry } from '../schema/registry.ts';
import { bindHandlers, type Binding } from './bind-handlers.ts';
import { descriptorSet } from './descriptor-set.ts';
import { exportedServices, ExportFault, type Exported } from './inside/exported-services.ts';
import type { RunningCall } from './inside/running-call.ts';
import { RunningCalls } from './inside/running-calls.ts';
import type { HandlerProblemCode } from './problem-codes.ts';
import type { FromWorker } from './protocol.ts';

export interface LocalHandlers extends HandlerSource, Disposable {
  /** Names that the schema of the day does not know. */
  readonly problems: readonly Problem[];
}

/** What was given, or why it is nothing that can answer. */
export function exportedLocally(given: readonly unknown[]): Exported | { readonly problem: Problem } {
  const made = exportedServices(given);
  if (!(made instanceof ExportFault)) return made;
  return {
    problem: {
      severity: 'error',
      code: 'handler-load' satisfies HandlerProblemCode,
      path: 'handlers',
      message: made.message,
    },
  };
}

/**
 * Handlers that were given as functions run in this very thread, where they see what their test sees. So nobody can end
 * one that loops for ever. `now`: epoch milliseconds; `site`: where they were given.
 */
export function createLocalHandlers(
  registry: Registry,
  { services, exported }: Exported,
  now: () => number,
  site: Pick<HandlerPlace, 'file' | 'line'>,
): LocalHandlers {
  const files = [{ file: site.file, text: '', services: exported }];
  let binding: Binding = bindHandlers(files, registry.current);
  const unsubscribe = registry.subscribe((schema) => (binding = bindHandlers(files, schema)));

  const listeners = new Map<number, HandlerListener>();
  let ids = 0;
  /** Listeners hear nothing before `open` has returned, and everything in its order. */
  const told: FromWorker[] = [];
  const post = (message: FromWorker): void => {
    if (told.push(message) === 1) queueMicrotask(tell);
  };
  const tell = (): void => {
    // What is told may lead to more: it is told in the same turn.
    for (let message = told[0]; message; told.shift(), message = told[0]) hear(listeners, message);
  };
  const calls = new RunningCalls({
    post,
    paths: new Map(),
    now,
    described: ({ index }) => services[index],
    descriptors: (service) => {
      const file = registry.current.services.find(({ name }) => name === service)?.file;
      return file === undefined ? undefined : descriptorSet(registry.current, file);
    },
    within: (_call: RunningCall, act) => act(),
  });

  return {
    get problems() {
      // A place in nothing helps nobody.
      return binding.problems.map(({ file: _, line: __, ...problem }) => ({ ...problem, path: 'handlers' }));
    },
    find(path) {
      const place = binding.handlers.get(path)?.place;
      return place && { ...place, line: site.line };
    },
    open(request, listener) {
      const { key, service, method } = binding.handlers.get(request.path)!; // It was found a moment ago.
      const id = (ids += 1);
      listeners.set(id, listener);
      calls.hear({ t: 'open', id, ...request, key, service, method: method.name });
      return {
        message: (data, compressed) => calls.hear({ t: 'message', id, data, compressed }),
        halfClose: () => calls.hear({ t: 'half', id }),
        read: (count) => calls.hear({ t: 'read', id, count }),
        cancel: () => {
          listeners.delete(id);
          calls.hear({ t: 'cancel', id });
        },
      };
    },
    [Symbol.dispose]: unsubscribe,
  };
}

function hear(listeners: Map<number, HandlerListener>, message: FromWorker): void {
  if (!('id' in message)) return;
  const listener = listeners.get(message.id);
  switch (message.t) {
    case 'headers':
      return listener?.headers(message.metadata, message.compress);
    case 'message':
      return listener?.message(message.data, message.compress);
    case 'taken':
      return listener?.taken();
    case 'end': {
      listeners.delete(message.id);
      const { trailers, details } = message;
      return listener?.end({ status: status(message.status, message.message), trailers, details });
    }
    default:
      message satisfies never;
  }
}
