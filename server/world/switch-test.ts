import { isFieldSet, type Message } from '@bufbuild/protobuf';
import { isPathSet, readField, readPath } from './field-access.ts';
import type { Switch } from './infer-switches.ts';

/** What a request leaves of a list by one of its switches; undefined where it leaves all. */
export function switchTest(one: Switch, request: Message): ((message: Message) => boolean) | undefined {
  if (one.kind === 'flag') {
    const on = isPathSet(request, one.from) && readPath(request, one.from) === true;
    if (on !== one.when) return undefined;
    const { to, value, keeps } = one;
    return value === undefined
      ? (message) => isFieldSet(message, to) === keeps
      : (message) => (readField(message, to) === value) === keeps;
  }
  if (!isPathSet(request, one.from)) return undefined;
  const wanted = lower(readPath(request, one.from)).replaceAll(/^%|%$/g, '');
  switch (one.at) {
    case 'begin':
      return (message) => lower(readField(message, one.to)).startsWith(wanted);
    case 'end':
      return (message) => lower(readField(message, one.to)).endsWith(wanted);
    default:
      return (message) => lower(readField(message, one.to)).includes(wanted);
  }
}

const lower = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');
