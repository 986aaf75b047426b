import type { AnsweredBy } from '#contract/traffic';

/** Who answered, in two parts: what a person reads, and the machine text after it. */
export function answeredParts(answeredBy: AnsweredBy | null): readonly [word: string, machine: string] {
  if (answeredBy === null) return ['', ''];
  switch (answeredBy.by) {
    case 'generated':
      return ['generated', ''];
    case 'world':
      return ['the world', answeredBy.entity ?? ''];
    case 'stub':
      return ['stub', `${baseName(answeredBy.file).replace(/\.stubs\.ya?ml$/, '')}:${answeredBy.line}`];
    case 'handler':
      return ['handler', baseName(answeredBy.file)];
    case 'person':
      return ['a person', ''];
    case 'fault':
      return ['a fault', answeredBy.scope];
    case 'builtin':
      return ['built in', answeredBy.name];
    case 'schema':
      return ['schema check', ''];
    default:
      return answeredBy satisfies never;
  }
}

/** The same in one line, for search. */
export function answeredText(answeredBy: AnsweredBy | null): string {
  return answeredParts(answeredBy).join(' ').trim();
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
