import { STATUS_NAMES, type StatusName } from '#contract/status';

/** A piece of a sentence about a stub: key, text, number, atom, sign, operator, or words of ours. */
export interface WordPart {
  readonly kind: 'k' | 's' | 'n' | 'a' | 'p' | 'x' | 'say';
  readonly text: string;
}

const OPERATORS =
  /^(?:=|≠|≥|≤|>|<|in any order|in|contains|starts with|ends with|matches|like|is not set|is set|of size|not|any|all|and|or)(?=\s|$)/;
const NUMBER = /^-?\d+(?:\.\d+)?(?=[\s,}\]]|$)/;

/** What a stub asks for, in colours: `sku matches ^VIP-, quantity ≥ 10`. */
export function whenParts(words: string): readonly WordPart[] {
  const parts = new Parts();
  let [at, key] = [0, true];
  while (at < words.length) {
    const rest = words.slice(at);
    const [space] = /^\s+/.exec(rest) ?? [];
    const [operator] = OPERATORS.exec(rest) ?? [];
    const [text] = /^"(?:[^"\\]|\\.)*"?/.exec(rest) ?? [];
    const [number] = NUMBER.exec(rest) ?? [];
    const [word] = /^[^\s,]+/.exec(rest) ?? [];
    if (space !== undefined) at += parts.add('p', space);
    else if (rest.startsWith(', ')) {
      at += parts.add('p', ', ');
      key = true;
    } else if (operator !== undefined) {
      at += parts.add('x', operator);
      key = /^(?:and|or|not|any|all)$/.test(operator) && key;
    } else if (text !== undefined) at += parts.add('s', text);
    else if (!key && number !== undefined) at += parts.add('n', number);
    else at += parts.add(key ? 'k' : 's', word ?? rest[0]!);
  }
  return parts.list;
}

/** What a stub answers: the status where it begins with one, and the rest in colours. */
export function replyParts(words: string): { readonly status: StatusName | null; readonly parts: readonly WordPart[] } {
  const [, name] = /^([A-Z_]+)(?=[\s,]|$)/.exec(words) ?? [];
  const status = STATUS_NAMES.find((one) => one === name) ?? null;
  const parts = new Parts();
  let at = status === null ? 0 : status.length;
  let depth = 0;
  while (at < words.length) {
    const rest = words.slice(at);
    const [sign] = /^[{}[\]]/.exec(rest) ?? [];
    const [key] = /^(?:"[\w@]+"|[A-Za-z_@][\w@]*)(?=:)/.exec(rest) ?? [];
    const [text] = /^"(?:[^"\\]|\\.)*"?/.exec(rest) ?? [];
    const [number] = NUMBER.exec(rest) ?? [];
    const [word] = /^(?:[\w$]+|\s+|.)/su.exec(rest) ?? [rest];
    if (depth > 0 && /^,\S/.test(rest)) {
      parts.add('p', ', ');
      at += 1;
    } else if (sign !== undefined) {
      depth += sign === '{' || sign === '[' ? 1 : -1;
      at += parts.add('p', sign);
    } else if (depth <= 0 && text === undefined) at += parts.add('say', word);
    else if (key !== undefined) at += parts.add('k', key);
    else if (text !== undefined) at += parts.add('s', text);
    else if (number !== undefined) at += parts.add('n', number);
    else at += parts.add(/^(?:true|false|null)$/.test(word) ? 'a' : 'p', word);
  }
  return { status, parts: parts.list };
}

/** Neighbours of one kind are one piece. */
class Parts {
  readonly list: WordPart[] = [];

  add(kind: WordPart['kind'], text: string): number {
    const last = this.list.at(-1);
    if (last?.kind === kind) this.list[this.list.length - 1] = { kind, text: last.text + text };
    else this.list.push({ kind, text });
    return text.length;
  }
}

/** `shop/catalog.stubs.yaml` → `catalog`. */
export function fileName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.stubs\.(?:ya?ml|json)$/, '');
}
