import { isFieldSet, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence, isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { quoted } from './fault.ts';
import { isStar, wildcard } from './filter-pattern.ts';
import { resolvePath, type FilterPath, type PathError } from './filter-path.ts';
import { plain, type Comparator, type FilterText } from './filter-syntax.ts';
import { jsonTest, valueTest } from './filter-value.ts';
import { fieldNamed, noSuchField } from './find-field.ts';
import { hasAmount } from './sort-key.ts';

export type Test = (message: Message) => boolean;

/** One comparison of a path with a text, compiled. */
export function compareTest(
  path: readonly FilterText[],
  comparator: Comparator,
  text: FilterText,
  desc: DescMessage,
): Test | PathError {
  const target = resolvePath(path, desc);
  if ('message' in target) return target;
  const at = (message: string): PathError => ({ message, at: text.at });
  if (comparator === '!=') {
    const equal = compareAt(target, '=', text, path);
    return typeof equal === 'string' ? at(equal) : (message) => !equal(message);
  }
  const test = compareAt(target, comparator, text, path);
  return typeof test === 'string' ? at(test) : test;
}

function compareAt(
  target: FilterPath,
  comparator: Exclude<Comparator, '!='>,
  text: FilterText,
  path: readonly FilterText[],
): Test | string {
  const { end } = target;
  const has = comparator === ':';
  if (has && isStar(text)) return (message) => target.present(message);
  if (!has && (target.many || end.of === 'list' || end.of === 'map')) {
    const name = path.map(plain).join('.');
    return `${name} has many values: ask with ${name}:${quoted(plain(text))} whether one of them matches.`;
  }
  switch (end.of) {
    case 'json': {
      const test = jsonTest(comparator, text);
      return (message) => target.some(message, test);
    }
    case 'map': {
      const matches = wildcard(text);
      return (message) => target.some(message, (value) => Object.keys(value as object).some(matches)); // a map's local form
    }
    case 'list': {
      const test = valueTest(end.field, comparator, text, true);
      if (typeof test === 'string')
        return hasField(end.field, text, test, (value) => value as readonly Message[], target); // messages, as it says
      return (message) => target.some(message, (value) => (value as readonly unknown[]).some(test)); // a list's local form
    }
    default: {
      if (comparator === '=' && !text.quoted && plain(text) === 'null' && hasPresence(end.field) && !target.entry)
        return (message) => !target.present(message);
      const test = valueTest(end.field, comparator, text, target.many || target.entry);
      if (typeof test !== 'string') return (message) => target.some(message, test);
      return has ? hasField(end.field, text, test, (value) => [value as Message], target) : test; // a message, as it says
    }
  }
}

const hasPresence = (field: DescField): boolean =>
  field.fieldKind === 'message' || field.presence !== FeatureSet_FieldPresence.IMPLICIT;

/** `customer:email`: whether the message has the field. `wrong`: what to say where the field holds no such message. */
function hasField(
  field: DescField,
  text: FilterText,
  wrong: string,
  messages: (value: unknown) => readonly Message[],
  target: FilterPath,
): Test | string {
  const { message: desc } = field;
  if (!desc || isWrapperDesc(desc) || hasAmount(desc)) return wrong;
  const named = fieldNamed(desc, plain(text));
  if (!named) return `${field.name}:${plain(text)} asks for a field. ${noSuchField(desc, plain(text))}`;
  return (message) => target.some(message, (value) => messages(value).some((one) => isFieldSet(one, named)));
}
