import { type Status, status } from '../contract/status.ts';
import type { Step, Turn } from '../engine/conversation.ts';
import type { Builtin, BuiltinConversation } from './builtin.ts';
import {
  listeningSocketMessage,
  message,
  openSocketMessage,
  openSocketRef,
  readNumbers,
  serverMessage,
} from './channelz-messages.ts';
import { malformed } from './health.ts';
import { type OpenSocket, SERVER_ID, type SocketBook } from './socket-book.ts';

const NOTHING: Turn = { steps: [] };
/** Results of a page whose size the client leaves to us. */
const PAGE = 100;

/** The numbers of a request; what it does not hold is 0. */
type Asked = (field: number) => bigint;
type Answer = Uint8Array | Status;

/**
 * `grpc.channelz.v1.Channelz`: this server, its listeners, its open connections and what they have carried. A mock opens
 * no channels to others, so there are none.
 */
export function channelzService(book: SocketBook): ReadonlyMap<string, Builtin> {
  const answers: Readonly<Record<string, (asked: Asked) => Answer>> = {
    GetTopChannels: (asked) => badSize(asked(2)) ?? message([2, true]),
    GetServers: (asked) =>
      badSize(asked(2)) ?? message(...(asked(1) > SERVER_ID ? [] : [[1, serverMessage(book)] as const]), [2, true]),
    GetServer: (asked) => (isServer(asked(1)) ? message([1, serverMessage(book)]) : none('server', asked(1))),
    GetServerSockets(asked) {
      if (!isServer(asked(1))) return none('server', asked(1));
      return badSize(asked(3)) ?? pageOf(book.open, asked(2), asked(3));
    },
    GetChannel: (asked) => none('channel', asked(1)),
    GetSubchannel: (asked) => none('subchannel', asked(1)),
    GetSocket(asked) {
      const id = Number(asked(1));
      const listening = book.listening.find((one) => one.id === id);
      if (listening) return message([1, listeningSocketMessage(listening)]);
      const open = book.socket(id);
      return open ? message([1, openSocketMessage(open)]) : none('socket', asked(1));
    },
  };
  return new Map(
    Object.entries(answers).map(([name, answer]) => [
      `/grpc.channelz.v1.Channelz/${name}`,
      { kind: 'unary', name: 'channelz', open: () => converse(`${name}Request`, answer) } satisfies Builtin,
    ]),
  );
}

function converse(type: string, answer: (asked: Asked) => Answer): BuiltinConversation {
  return {
    opening: NOTHING,
    halfClose: () => NOTHING,
    receive(bytes) {
      const numbers = readNumbers(bytes);
      if (!numbers) return { steps: [end(malformed(type))] };
      const answered = answer((field) => numbers.get(field) ?? 0n);
      if (!(answered instanceof Uint8Array)) return { steps: [end(answered)] };
      return { steps: [{ afterMs: 0, do: 'message', bytes: answered }, end(status('OK'))] };
    },
  };
}

/** The connections from an id on, as many as a page holds, and whether they are the last. */
function pageOf(open: Iterable<OpenSocket>, start: bigint, size: bigint): Uint8Array {
  const most = size === 0n ? PAGE : Number(size);
  const found: (readonly [1, Uint8Array])[] = [];
  for (const one of open) {
    if (one.id < start) continue;
    if (found.length >= most) return message(...found);
    found.push([1, openSocketRef(one)]);
  }
  return message(...found, [2, true]);
}

const isServer = (id: bigint): boolean => id === BigInt(SERVER_ID);

function badSize(size: bigint): Status | undefined {
  if (size >= 0n) return undefined;
  return status('INVALID_ARGUMENT', `max_results is ${size}, and may not be negative; 0 leaves it to the server.`);
}

function none(what: string, id: bigint): Status {
  const why = WHY[what] ?? '';
  return status('NOT_FOUND', `There is no ${what} ${id}.${why}`);
}

/** What to do instead. */
const WHY: Readonly<Record<string, string>> = {
  server: ` The one server is ${SERVER_ID}.`,
  channel: ' A mock server opens no channels; ask GetServers.',
  subchannel: ' A mock server opens no channels; ask GetServers.',
  socket: ' A connection that has closed is gone, and its id is not used again; ask GetServerSockets.',
};

function end(ending: Status): Step {
  return { afterMs: 0, do: 'end', status: ending, trailers: [] };
}
