import type { ValueOrigin, Writer } from '#contract/origin';
import { shortName } from './json-shape.ts';

/** Where a value came from, in the words of a person: `name hint: e-mail`, `rule string.email`, `echo of name`. */
export function originWords(origin: ValueOrigin): string {
  switch (origin.by) {
    case 'constraint':
      return `rule ${origin.rule}`;
    case 'hints-file':
      return `hints file line ${origin.line}`;
    case 'hint':
      return `name hint: ${origin.hint}`;
    case 'type':
      return `only its type, ${shortName(origin.type)}`;
    case 'agreement':
      return `agrees with ${origin.with}`;
    case 'echo':
      return origin.field === '' ? 'echo of the request' : `echo of ${origin.field}`;
    case 'entity':
      return `world: ${origin.entity}`;
    case 'stored':
      return `world: ${origin.entity}, ${writtenWords(origin.writtenBy)}`;
    case 'stub':
    case 'handler':
      return `${origin.by} ${baseName(origin.file)}:${origin.line}`;
    case 'server':
      return origin.what;
    case 'client':
      return 'sent by the client';
    case 'unknown':
      return 'not known';
    default:
      return origin satisfies never;
  }
}

/** The entity that a value leads to; null for none. */
export function originEntity(origin: ValueOrigin): { readonly resource: string; readonly entity: string } | null {
  return origin.by === 'entity' || origin.by === 'stored' ? origin : null;
}

function writtenWords(writer: Writer): string {
  switch (writer.by) {
    case 'generated':
      return 'generated';
    case 'call':
      return `written by ${writer.method.slice(writer.method.lastIndexOf('/') + 1)}`;
    case 'file':
      return `written by ${baseName(writer.file)}`;
    case 'page':
      return 'written by the page';
    default:
      return writer satisfies never;
  }
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
