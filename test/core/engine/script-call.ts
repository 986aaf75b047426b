import { decodeJson } from '../../../server/codec/decode-json.ts';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import type { MethodPath } from '../../../server/contract/schema.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import type { Conversation, Step, Turn } from '../../../server/engine/conversation.ts';
import { prepareStubs } from '../../../server/stubs/compile-stub.ts';
import { parseStubs } from '../../../server/stubs/parse-stubs.ts';
import type { FaultSwitches } from '../../../server/stubs/fault-switches.ts';
import { StubStore } from '../../../server/stubs/store.ts';
import { emptyWorld } from '../../support/empty-world.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`
  syntax = "proto3";
  package t.v1;
  message Item { string sku = 1; int32 left = 2; string note = 3; bytes blob = 4; }
  message Sand { repeated Grain grains = 1; }
  message Grain {}
  service Shop {
    rpc Get(Item) returns (Item);
    rpc Tell(Item) returns (stream Item);
    rpc Count(stream Item) returns (Item);
    rpc Talk(stream Item) returns (stream Item);
    rpc Pour(stream Sand) returns (stream Item);
  }
`);

/** Time that passes when it is told to. */
export class Time {
  now = 0;
  #timers: { readonly at: number; readonly act: () => void }[] = [];

  /** Timers that are still to fire. */
  get pending(): number {
    return this.#timers.length;
  }

  after(ms: number, act: () => void): () => void {
    const timer = { at: this.now + ms, act };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((each) => each !== timer));
  }

  /** Lets so many milliseconds pass, with all that happens in them, in its order. */
  pass(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
      if (!next) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.now = next.at;
      next.act();
    }
    this.now = until;
  }
}

/** A call as its client sees it, without a socket. */
export interface ScriptedCall {
  /** `headers x-a=1`, `sku=A left=3`, `end OK`, in the order in which the client had them. */
  readonly heard: readonly string[];
  /** Who answered. */
  readonly by: string;
  /** What was told of the call at its end. */
  readonly problem: string;
  /** No message is read from the client now. */
  readonly full: boolean;
  readonly stays: boolean;
  send(json: object): void;
  end(): void;
  /** The client goes away. */
  cancel(): void;
  /** While it does not read, steps wait. */
  reads(on: boolean): void;
  /** Steps that wait. */
  readonly waiting: number;
  /** How often it was said that messages may be read again. */
  readonly readOns: number;
  /** Timers of the call. */
  readonly timers: number;
}

export interface Scripted {
  readonly time: Time;
  readonly store: StubStore;
  call(method: string, metadata?: Readonly<Record<string, string>>): ScriptedCall;
}

/** A mock with these stubs, of the service `t.v1.Shop`. */
export async function scripted(
  stubs: string,
  options: { readonly strict?: boolean; readonly faults?: FaultSwitches } = {},
): Promise<Scripted> {
  const time = new Time();
  const store = new StubStore(() => time.now);
  const parsed = parseStubs(`service: t.v1.Shop\nstubs:\n${stubs}`, 'shop.stubs.yaml', schema);
  await prepareStubs(parsed.stubs);
  const problems = [...parsed.problems, ...store.setFile('shop.stubs.yaml', parsed.stubs)];
  if (problems.length > 0) throw new Error(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  const engine = createEngine({
    seed: '42',
    random: null,
    strict: options.strict ?? false,
    now: () => time.now,
    world: emptyWorld(),
    stubs: { current: store },
    faults: options.faults,
  });
  let ids = 0;

  return {
    time,
    store,
    call(name, sent = {}) {
      const method = schema.method(`/t.v1.Shop/${name}` as MethodPath)!;
      const metadata = Object.entries(sent).map(([key, value]) => ({ key, value }));
      const heard: string[] = [];
      let queue: Step[] = [];
      let [reading, over, stays, by, readOns, problem] = [true, false, false, '', 0, ''];
      const timers = new Set<() => void>();
      // It speaks while it is made.
      const made: { conversation?: Conversation } = {};
      const play = (): void => {
        while (reading && !over && queue.length > 0) {
          const step = queue.shift()!;
          if (step.do === 'headers')
            heard.push(`headers${step.metadata.map(({ key, value }) => ` ${key}=${value}`).join('')}`);
          else if (step.do === 'message')
            heard.push(text(decodeJson(method.desc.output, step.bytes, method.types).json));
          else if (step.do === 'fault') {
            heard.push(`fault ${step.fault.kind}`);
            if (step.fault.kind === 'rst_stream') close();
          } else if (step.do === 'end') {
            const { name, message } = step.status;
            problem = step.problem?.message ?? '';
            heard.push([`end ${name}`, message, ...step.trailers.map(({ key, value }) => `${key}=${value}`)].filter((part) => part !== '').join(' ')); // prettier-ignore
            close();
          }
        }
      };
      const push = (steps: readonly Step[]): void => {
        if (over) return;
        queue.push(...steps);
        play();
        if (!over) made.conversation?.played?.();
      };
      const close = (): void => {
        over = true;
        queue = [];
        for (const stop of timers) stop();
        timers.clear();
        made.conversation?.close?.();
      };
      const turn = ({ steps, answeredBy, stays: on = false }: Turn): void => {
        if (over) return;
        if (answeredBy) by = who(answeredBy);
        stays ||= on;
        push(steps);
      };
      const opened = engine.open(method, metadata, {
        call: `call ${(ids += 1)}`,
        client: 'test',
        push,
        waiting: () => queue.length,
        readOn: () => void (readOns += 1),
        after(ms, act) {
          const stop = time.after(ms, () => {
            timers.delete(stop);
            act();
          });
          timers.add(stop);
          return stop;
        },
        answered: (answeredBy) => (by = who(answeredBy)),
      });
      made.conversation = opened;
      turn(opened.opening);
      return {
        heard,
        get by() {
          return by;
        },
        get problem() {
          return problem;
        },
        get full() {
          return made.conversation?.full?.() ?? false;
        },
        get stays() {
          return stays;
        },
        get waiting() {
          return queue.length;
        },
        get readOns() {
          return readOns;
        },
        get timers() {
          return timers.size;
        },
        send(json) {
          const encoded = encodeJson(method.desc.input, JSON.stringify(json), method.types);
          if ('problems' in encoded) throw new Error(JSON.stringify(encoded.problems));
          turn(opened.receive(encoded.bytes));
        },
        end: () => turn(opened.halfClose()),
        cancel: close,
        reads(on) {
          reading = on;
          if (!on) return;
          play();
          if (!over) opened.played?.();
        },
      };
    },
  };
}

const who = (by: object): string => Object.values(by).join(' ');

/** `{"sku": "A", "left": 3}` → `sku=A left=3`. */
function text(json: string | undefined): string {
  const fields = Object.entries(JSON.parse(json ?? '{}') as Readonly<Record<string, unknown>>);
  return fields.map(([key, value]) => `${key}=${String(value)}`).join(' ') || '(empty)';
}
