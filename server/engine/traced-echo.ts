import type { ValueOrigin } from '../contract/origin.ts';
import { watch, type Trace } from '../generate/trace.ts';
import type { Heard } from './echo.ts';

/**
 * What a step of the echo hears, watched: each value that it writes into the answer is noted with what the step read
 * last: a field of the request, what was counted, the place in the stream, or else another field of the answer.
 */
export function watched(heard: Heard, trace: Trace): Heard {
  let source: ValueOrigin | undefined;
  const own: string[] = [];
  const draft = watch(heard.draft, '', {
    read: (path) => {
      if (own.at(-1) !== path) own.push(path);
    },
    write: (holder, name, path) => {
      const other = own.findLast((read) => read !== path);
      const origin: ValueOrigin | undefined =
        source ?? (other === undefined ? other : { by: 'agreement', with: other });
      if (origin) trace.note(holder, name, origin);
    },
  });
  const request =
    heard.request &&
    watch(heard.request, '', {
      read: (field) => (source = { by: 'echo', field }),
      write: () => undefined,
    });
  const tally = watch(heard.tally, '', {
    read: (path) =>
      (source =
        path === 'names'
          ? { by: 'echo', field: 'name' }
          : { by: 'server', what: path === 'payload' ? 'bytes received' : 'messages received' }),
    write: () => undefined,
  });
  const counted = (what: number): number => {
    source = { by: 'server', what: 'place in the stream' };
    return what;
  };
  return {
    request,
    draft,
    tally,
    lane: heard.lane,
    get index() {
      return counted(heard.index);
    },
    get count() {
      return counted(heard.count);
    },
    streams: heard.streams,
    begin: () => {
      source = undefined;
      own.length = 0;
    },
  };
}
