import type { DescField, DescMessage, DescMethod, Message } from '@bufbuild/protobuf';
import { draw, pick } from '../generate/hash.ts';
import { hintFor, STRING_HINTS } from '../generate/name-hints.ts';
import { nounOf } from '../generate/subjects.ts';
import { GREETINGS, GREETINGS_BY_LANGUAGE } from '../generate/sentences.ts';
import { splitWords } from '../generate/words.ts';
import type { Heard } from './echo.ts';

type Echo = (heard: Heard) => void;

/** A greeter greets who was named; one that knows languages says it in each of them. */
export function greetingFields({ input, output, name }: DescMethod): Echo[] {
  const greeting = textField(output, 'greeting', /hello|greet/i.test(name) ? 'hello' : nounOf(output.name));
  if (!greeting || !input.fields.some((field) => field.name === 'name' && field.scalar === 9)) return [];
  const language = textField(output, 'language', '');
  const excluded = input.fields.find(
    (field) => field.fieldKind === 'list' && /^(except|exclude|without).*lang/.test(field.name),
  );
  return [
    ({ draft, tally, lane, index, request }) => {
      // A message of the library keeps its fields as properties under their local names.
      const target = draft as unknown as Record<string, unknown>;
      const who = tally.names.length < 2 ? tally.names[0] : listOf(tally.names, tally.messages);
      if (language) {
        const spoken = GREETINGS_BY_LANGUAGE.filter(([code]) => !without(request, excluded).includes(code));
        const chosen = spoken[index % Math.max(1, spoken.length)];
        if (!chosen) return;
        target[language.localName] = chosen[0];
        target[greeting.localName] = chosen[1].replace('%', () => who ?? 'world');
      } else if (who !== undefined)
        target[greeting.localName] = pick(GREETINGS, draw(lane, index)).replace('%', () => who);
    },
  ];
}

function textField(desc: DescMessage, kind: string, noun: string): DescField | undefined {
  return desc.fields.find(
    (field) =>
      field.fieldKind === 'scalar' &&
      field.scalar === 9 &&
      !field.oneof &&
      hintFor(STRING_HINTS, splitWords(field.name), noun)?.kind === kind,
  );
}

function without(request: Message | undefined, field: DescField | undefined): readonly string[] {
  if (!request || !field) return [];
  const value = (request as unknown as Record<string, unknown>)[field.localName]; // as above
  return Array.isArray(value) ? value.map(String) : [];
}

/** `Ada, Ben and Cy`; `Ada, Ben and 40 more`. */
function listOf(names: readonly string[], all: number): string {
  const more = all - names.length;
  const last = more > 0 ? `${more} more` : names.at(-1)!;
  return `${(more > 0 ? names : names.slice(0, -1)).join(', ')} and ${last}`;
}
