import { clearField, ScalarType, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { splitWords } from '../generate/words.ts';
import type { Heard } from './echo.ts';

type Echo = (heard: Heard) => void;
// A message of the library keeps its fields as properties under their local names.
type Fields = Record<string, unknown>;
const local = (message: Message): Fields => message as unknown as Fields;

const ENVELOPE = /(^| )(header|headers|status|result|meta|metadata|outcome|envelope|response info|context)$/;
const CODE = /^((return|result|response|status|reply|error|ret|err) (code|status)|code|result|outcome)$/;
const GOOD = /^(ok|okay|success|succeeded|successful|no error|none)$/;
const BAD = /(^| )(err|error|errors|fail|failed|failure|invalid|denied|fatal)( |$)/;
const FLAG = /^(is )?(ok|success|successful|succeeded)$/;
const FAULT =
  /^(err|error|errors|exception|failures?|failure reason|(error|err|exception) (messages?|msg|texts?|details?|list|info|codes?))$/;

/** The same of the holder: the answer itself, or the header in it. */
interface Holder {
  readonly desc: DescMessage;
  readonly at: DescField | undefined;
}

/**
 * A call that ends with OK says so in its envelope as well: `return_code` is the good one, and no errors stand beside
 * it. A header has what the header of the request says: its correlation id.
 */
export function outcomeFields(input: DescMessage, output: DescMessage): Echo[] {
  const inner = output.fields.filter((field) => field.fieldKind === 'message' && !field.oneof);
  const holders: Holder[] = [{ desc: output, at: undefined }];
  for (const field of inner)
    if (ENVELOPE.test(splitWords(field.name))) holders.push({ desc: field.message!, at: field });
  return [...holders.flatMap(settled), ...holders.flatMap((holder) => carried(input, holder))];
}

const held = (draft: Message, { at }: Holder): Message | undefined =>
  at ? (local(draft)[at.localName] as Message | undefined) : draft; // the field holds a message

function settled(holder: Holder): Echo[] {
  const { desc } = holder;
  const code = desc.fields.map(goodCode).find((one) => one !== undefined);
  const flag = desc.fields.find((field) => field.scalar === ScalarType.BOOL && FLAG.test(splitWords(field.name)));
  const faults = desc.fields.filter((field) => field !== code?.field && FAULT.test(splitWords(field.name)));
  if (!code && (!flag || faults.length === 0)) return [];
  return [
    ({ draft }) => {
      const message = held(draft, holder);
      if (!message) return;
      if (code) local(message)[code.field.localName] = code.value;
      else if (flag && local(message)[flag.localName] !== true) return;
      for (const field of faults) clearField(message, field);
    },
  ];
}

interface Code {
  readonly field: DescField;
  readonly value: number;
}

function goodCode(field: DescField): Code | undefined {
  if (field.fieldKind !== 'enum' || field.oneof || !CODE.test(splitWords(field.name))) return undefined;
  const prefix = field.enum.sharedPrefix?.length ?? 0;
  const values = field.enum.values.map(({ name, number }) => ({ words: splitWords(name.slice(prefix)), number }));
  const good = values.find(({ words }) => GOOD.test(words));
  return good && values.some(({ words }) => BAD.test(words)) ? { field, value: good.number } : undefined;
}

/** What the header of the request says, in the header of the answer. */
function carried(input: DescMessage, holder: Holder): Echo[] {
  const from = input.fields.find(
    (field) => field.fieldKind === 'message' && !field.oneof && field.name === holder.at?.name,
  );
  if (!from?.message || from.message === holder.desc) return [];
  const pairs = from.message.fields.flatMap((field) => {
    const to = holder.desc.fields.find(({ name, scalar }) => name === field.name && scalar === field.scalar);
    return to && field.scalar === ScalarType.STRING && !field.oneof && !to.oneof ? [{ field, to }] : [];
  });
  if (pairs.length === 0) return [];
  return [
    ({ request, draft }) => {
      const said = request && (local(request)[from.localName] as Message | undefined); // as in `held`
      const message = held(draft, holder);
      if (!said || !message) return;
      for (const { field, to } of pairs)
        if (local(said)[field.localName] !== '') local(message)[to.localName] = local(said)[field.localName];
    },
  ];
}
