import { isFieldSet, type DescField, type DescMessage, type DescMethod, type Message } from '@bufbuild/protobuf';
import type { MethodKind } from '../contract/schema.ts';
import { behaviorsOf, OUTPUT_ONLY, resourceOf } from '../generate/annotations.ts';
import { nounOf } from '../generate/subjects.ts';
import { itemWords, splitWords } from '../generate/words.ts';
import { sameType } from '../world/infer-field.ts';
import { innerParents } from '../world/inner-parents.ts';
import { alignedParents } from './aligned-parents.ts';
import { boundedItems } from './bounded-items.ts';
import { outcomeFields } from './good-outcome.ts';
import { greetingFields } from './greeting.ts';
import { sequenceFields } from './sequence.ts';
import type { Tally } from './tally.ts';

/** What a generated answer is brought into agreement with. */
export interface Heard {
  /** The last request message; undefined where none came. */
  readonly request: Message | undefined;
  /** The answer, not yet encoded. */
  readonly draft: Message;
  readonly tally: Tally;
  readonly lane: number;
  /** Which message of a stream this is, from 0, and of how many (0: nobody knows). */
  readonly index: number;
  readonly count: number;
  readonly streams: MethodKind;
  /** Told of each step before it runs; only while somebody asks where values come from. */
  readonly begin?: () => void;
}

type Fields = Record<string, unknown>;
type Echo = (heard: Heard) => void;

// A message of the library keeps its fields as properties under their local names.
const local = (message: Message): Fields => message as unknown as Fields;

const plans = new WeakMap<DescMethod, Echo>();

/** Echoes what was asked into the answer: compiled once for each method. */
export function echoPlan(method: DescMethod): Echo {
  let plan = plans.get(method);
  if (!plan) {
    plan = compile(method);
    plans.set(method, plan);
  }
  return plan;
}

// These steer the question; they say nothing of the answer.
const STEERING =
  /^(page_?(token|size)|next_page_token|limit|offset|cursor|filter|order_by|sort(_by)?|query|q|view|read_mask|field_mask|update_mask|validate_only|request_id|idempotency_key|allow_missing|force)$/i;
/** In a conversation the other side says something of its own; it does not repeat what it heard. */
const SPEECH =
  /^(text|message|body|content|comment|user|user_?name|sender|author|from|name|nickname|timestamp|.*_(at|time))$/i;

function compile(method: DescMethod): Echo {
  const { input, output } = method;
  const talk = method.methodKind === 'bidi_streaming' && !/echo|ping|mirror/i.test(method.name);
  const usable = input.fields.filter((field) => !STEERING.test(field.name) && !(talk && SPEECH.test(field.name)));
  const steps: Echo[] = [
    ...greetingFields(method),
    ...sequenceFields(output, method.methodKind),
    ...overlays(input, output, talk),
    ...copies(usable, output),
    ...listed(usable, output),
    ...ownedBy(input, output),
    ...alignedParents(output),
    ...innerIds(output),
    ...boundedItems(method),
    ...pageLimit(input, output),
    ...outcomeFields(input, output),
  ];
  return (heard) => {
    for (const step of steps) {
      heard.begin?.();
      step(heard);
    }
  };
}

const read = (message: Message, field: DescField): unknown =>
  field.oneof ? (local(message)[field.oneof.localName] as { value?: unknown }).value : local(message)[field.localName]; // a oneof is `{ case, value }`

function write(target: Fields, field: DescField, value: unknown): void {
  if (field.oneof) target[field.oneof.localName] = { case: field.localName, value };
  else target[field.localName] = value;
}

const copy = (from: DescField, to: DescField, target: (heard: Heard) => readonly Fields[]): Echo => {
  return (heard) => {
    if (!heard.request || !isFieldSet(heard.request, from)) return;
    for (const fields of target(heard)) write(fields, to, read(heard.request, from));
  };
};

const isPlain = (desc: DescMessage | undefined): desc is DescMessage =>
  desc !== undefined && !desc.typeName.startsWith('google.protobuf.');

/** Same name and type, at the top, in the one message that the answer wraps, and in the items of its list. */
function copies(usable: readonly DescField[], output: DescMessage): Echo[] {
  const top = (heard: Heard): readonly Fields[] => [local(heard.draft)];
  const echoes: Echo[] = [];
  for (const from of usable) {
    const to = match(from, output);
    if (to) {
      echoes.push(copy(from, to, top));
      continue;
    }
    for (const holder of output.fields) {
      if (!isPlain(holder.message) || holder.fieldKind === 'map') continue;
      const inner = match(from, holder.message);
      const list = holder.fieldKind === 'list';
      if (!inner || (list && (/^(id|name|uid|uuid|key|sku|slug)$/.test(inner.name) || inner.fieldKind === 'message')))
        continue;
      echoes.push(copy(from, inner, (heard) => held(heard.draft, holder)));
    }
  }
  return echoes;
}

function held(draft: Message, holder: DescField): readonly Fields[] {
  if (!isFieldSet(draft, holder)) return [];
  const value = read(draft, holder);
  return (Array.isArray(value) ? value : [value]) as readonly Fields[]; // the field holds messages
}

/** The field of a message that a request field speaks of: the same name, or `id` of the thing in `thing_id`. */
function match(from: DescField, desc: DescMessage): DescField | undefined {
  const same = desc.fields.find((field) => field.name === from.name && sameType(field, from));
  if (same) return same;
  const own = /^(.+)_(id|name|sku|key|uid|slug)$/.exec(from.name);
  if (!own || own[1]!.replaceAll('_', ' ') !== nounOf(desc.name)) return undefined;
  return desc.fields.find((field) => field.name === own[2] && sameType(field, from));
}

/** Create and Update: the thing that was sent comes back, with what only the server sets. */
function overlays(input: DescMessage, output: DescMessage, talk: boolean): Echo[] {
  if (talk) return [];
  const echoes: Echo[] = [];
  for (const from of input.fields) {
    if (from.fieldKind !== 'message' || !isPlain(from.message)) continue;
    const whole = from.message.typeName === output.typeName;
    const holder = whole
      ? undefined
      : output.fields.find((field) => field.fieldKind === 'message' && sameType(field, from));
    if (!whole && !holder) continue;
    const fields = from.message.fields.filter((field) => !behaviorsOf(field).has(OUTPUT_ONLY));
    echoes.push((heard) => {
      if (!heard.request || !isFieldSet(heard.request, from)) return;
      const sent = read(heard.request, from) as Message; // a message field that is set
      const [target] = whole ? [local(heard.draft)] : held(heard.draft, holder!);
      if (target) for (const field of fields) if (isFieldSet(sent, field)) write(target, field, read(sent, field));
    });
  }
  return echoes;
}

/** `skus` asked for, `sku` answered: each answer, or item of one, takes the next of those that were asked for. */
function listed(usable: readonly DescField[], output: DescMessage): Echo[] {
  const echoes: Echo[] = [];
  for (const from of usable) {
    if (from.fieldKind !== 'list' || from.listKind !== 'scalar') continue;
    const name = itemWords(splitWords(from.name)).replaceAll(' ', '_');
    const fits = (field: DescField): boolean =>
      field.fieldKind === 'scalar' && field.scalar === from.scalar && !field.oneof && field.name === name;
    const asked = ({ request }: Heard): readonly unknown[] =>
      request ? (local(request)[from.localName] as readonly unknown[]) : []; // a list is an array
    const to = output.fields.find(fits);
    if (to)
      echoes.push((heard) => {
        const values = asked(heard);
        if (values.length > 0) local(heard.draft)[to.localName] = values[heard.index % values.length];
      });
    for (const holder of output.fields) {
      const inner =
        holder.fieldKind === 'list' && isPlain(holder.message) ? holder.message.fields.find(fits) : undefined;
      if (inner)
        echoes.push((heard) => {
          const values = asked(heard);
          held(heard.draft, holder).forEach((item, index) => {
            if (index < values.length) item[inner.localName] = values[index];
          });
        });
    }
  }
  return echoes;
}

/** AIP: resources of a list, or a new one, lie under the `parent` that was asked for. */
function ownedBy(input: DescMessage, output: DescMessage): Echo[] {
  const parent = input.fields.find(
    (field) => field.name === 'parent' && field.scalar === 9 && field.fieldKind === 'scalar',
  );
  if (!parent) return [];
  const holders = [undefined, ...output.fields.filter((field) => isPlain(field.message) && field.fieldKind !== 'map')];
  return holders.flatMap((holder) => {
    const desc = holder?.message ?? (holder === undefined ? output : undefined);
    const resource = desc && resourceOf(desc);
    const name = desc?.fields.find((field) => field.name === resource?.nameField && field.fieldKind === 'scalar');
    if (!resource || !name) return [];
    return [
      (heard: Heard) => {
        const under = heard.request && read(heard.request, parent);
        if (typeof under !== 'string' || under === '' || /(^|\/)-(\/|$)/.test(under)) return;
        for (const target of holder ? held(heard.draft, holder) : [local(heard.draft)])
          target[name.localName] = `${under}/${String(target[name.localName]).split('/').slice(-2).join('/')}`;
      },
    ];
  });
}

/** What stands in a thing lies under what it lies under. */
function innerIds(output: DescMessage): Echo[] {
  const align = innerParents(output);
  return align ? [({ draft }) => align(draft)] : [];
}

/** A page holds no more than was asked for. */
function pageLimit(input: DescMessage, output: DescMessage): Echo[] {
  const size = input.fields.find(
    (field) => /^(page_size|limit|max_results|per_page)$/.test(field.name) && field.scalar !== undefined,
  );
  const lists = output.fields.filter((field) => field.fieldKind === 'list' && field.listKind === 'message');
  if (!size || lists.length !== 1) return [];
  const [list] = lists;
  return [
    ({ request, draft }) => {
      const most = Number(request ? read(request, size) : 0);
      const items = local(draft)[list!.localName] as readonly unknown[]; // a list
      if (most > 0 && items.length > most) local(draft)[list!.localName] = items.slice(0, most);
    },
  ];
}
