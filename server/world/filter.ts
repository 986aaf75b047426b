import type { DescMessage, Message } from '@bufbuild/protobuf';
import type { Fault } from './fault.ts';

/** Which entities a filter keeps. */
export type Filter = (message: Message) => boolean;

/**
 * A filter as google.aip.dev/160 has it, compiled for a message. A fault names the place in the text; undefined for a
 * text that says nothing.
 */
export function compileFilter(
  text: string,
  _desc: DescMessage,
  _field = 'filter',
): Filter | undefined | { readonly fault: Fault } {
  return text.trim() === '' ? undefined : () => true;
}
