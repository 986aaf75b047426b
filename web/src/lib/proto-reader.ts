import type { Declaration, DeclarationKind, ProtoOutline, TypeReference } from './proto-outline.ts';
import { commentText, protoTokens, SCALARS, type ProtoToken } from './proto-tokens.ts';

/** Reads an outline; mistakes cost what they touch, and nothing throws. */
export function readProto(text: string): ProtoOutline {
  return new Reader(text).read();
}

type Mutable = { -readonly [K in keyof Declaration]: Declaration[K] };

interface Block {
  readonly kind: DeclarationKind | 'file' | 'skip';
  /** Where names within it are looked up, and what they begin with. */
  readonly scope: string;
  readonly level: number;
  readonly declaration: Mutable | null;
}

const BLOCKS = new Set(['message', 'enum', 'service', 'oneof', 'extend']);
const LABELS = new Set(['optional', 'required', 'repeated']);
const SKIPPED = new Set(['option', 'syntax', 'edition', 'reserved', 'extensions']);

class Reader {
  readonly #text: string;
  readonly #tokens: readonly ProtoToken[];
  #at = 0;
  #package = '';
  readonly #declarations: Mutable[] = [];
  readonly #references: TypeReference[] = [];
  readonly #imports: { name: string; from: number; to: number }[] = [];
  readonly #stack: Block[] = [{ kind: 'file', scope: '', level: 0, declaration: null }];
  #doc = '';

  constructor(text: string) {
    this.#text = text;
    this.#tokens = protoTokens(text);
  }

  read(): ProtoOutline {
    while (this.#at < this.#tokens.length) this.#statement();
    for (const { declaration } of this.#stack) if (declaration) declaration.end = this.#text.length;
    return {
      package: this.#package,
      declarations: this.#declarations,
      references: this.#references,
      imports: this.#imports,
    };
  }

  #statement(): void {
    this.#doc = this.#comment();
    const token = this.#tokens[this.#at];
    if (!token) return;
    const block = this.#stack.at(-1)!;
    const first = this.#word(token);
    if (first === '}') {
      this.#at += 1;
      if (this.#stack.length > 1) this.#stack.pop();
      if (block.declaration) block.declaration.end = token.to;
      return;
    }
    if (token.kind !== 'word' || block.kind === 'skip') return this.#skip();
    const next = this.#tokens[this.#at + 1];
    if (first === 'package' && next) {
      this.#package = this.#word(next);
      this.#stack[0] = { kind: 'file', scope: this.#package, level: 0, declaration: null };
      return this.#skip();
    }
    if (first === 'import') return this.#import();
    if (first === 'rpc' && block.kind === 'service') return this.#rpc(block);
    if ((first === 'export' || first === 'local') && next?.kind === 'word') {
      this.#at += 1;
      return this.#statement();
    }
    if (BLOCKS.has(first) && next?.kind === 'word' && this.#is(this.#at + 2, '{'))
      return this.#block(block, first, next);
    if (SKIPPED.has(first)) return this.#skip();
    if (block.kind === 'enum') return this.#value(block, token);
    if (block.kind !== 'file' && block.kind !== 'service') return this.#field(block);
    this.#skip();
  }

  #block(block: Block, kind: string, name: ProtoToken): void {
    // One of BLOCKS, which are kinds of declarations.
    const declaration = this.#declare(kind as DeclarationKind, name, block);
    if (kind === 'extend') this.#refer(name, block.scope);
    const inner = kind === 'oneof' || kind === 'extend' || kind === 'enum' ? block.scope : declaration.full;
    this.#stack.push({ kind: declaration.kind, scope: inner, level: block.level + 1, declaration });
    this.#at += 3;
  }

  #import(): void {
    for (let at = this.#at + 1; at < this.#at + 3; at++) {
      const token = this.#tokens[at];
      if (token?.kind !== 'string') continue;
      this.#imports.push({ name: this.#word(token).slice(1, -1), from: token.from, to: token.to });
      break;
    }
    this.#skip();
  }

  #rpc(block: Block): void {
    const name = this.#tokens[this.#at + 1];
    if (name?.kind !== 'word') return this.#skip();
    const declaration = this.#declare('rpc', name, block);
    const parts: string[] = [];
    let inside = '';
    for (this.#at += 2; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at]!;
      const word = this.#word(token);
      if (word === '(') inside = '';
      else if (word === ')') parts.push(inside.trim());
      else if (word === ';' || word === '{' || word === '}') break;
      else if (token.kind === 'word' && word !== 'returns') {
        inside += ` ${word}`;
        const streams = word === 'stream' && this.#tokens[this.#at + 1]?.kind === 'word';
        if (!streams) this.#refer(token, block.scope);
      }
    }
    declaration.type = parts.join(' → ');
    if (this.#is(this.#at, '{')) {
      this.#stack.push({ kind: 'skip', scope: block.scope, level: block.level + 1, declaration });
      this.#at += 1;
    } else this.#skip(declaration);
  }

  #value(block: Block, name: ProtoToken): void {
    const declaration = this.#declare('value', name, block);
    const number = this.#is(this.#at + 2, '-') ? [2, 3] : [2];
    declaration.type = number.map((by) => this.#wordAt(this.#at + by)).join('');
    this.#skip(declaration);
  }

  #field(block: Block): void {
    let at = this.#at;
    const label = LABELS.has(this.#wordAt(at)) && this.#tokens[at + 1]?.kind === 'word' ? `${this.#wordAt(at++)} ` : '';
    const type = this.#tokens[at];
    if (this.#wordAt(at) === 'group' && this.#tokens[at + 1]?.kind === 'word') return this.#group(block, label, at + 1);
    if (type && this.#wordAt(at) === 'map' && this.#is(at + 1, '<')) {
      const value = this.#tokens[at + 4];
      const name = this.#tokens[at + 6];
      if (value?.kind !== 'word' || name?.kind !== 'word') return this.#skip();
      this.#refer(value, block.scope);
      const declaration = this.#declare('field', name, block);
      declaration.type = `map<${this.#wordAt(at + 2)}, ${this.#word(value)}>`;
      return this.#skip(declaration);
    }
    const name = this.#tokens[at + 1];
    if (type?.kind !== 'word' || name?.kind !== 'word') return this.#skip();
    this.#refer(type, block.scope);
    const declaration = this.#declare('field', name, block);
    declaration.type = label + this.#word(type);
    this.#skip(declaration);
  }

  #group(block: Block, label: string, at: number): void {
    const declaration = this.#declare('group', this.#tokens[at]!, block);
    declaration.type = `${label}group`;
    for (this.#at = at + 1; this.#at < this.#tokens.length; this.#at++) {
      const word = this.#wordAt(this.#at);
      if (word === ';' || word === '}') return;
      if (word === '[') this.#nested();
      if (word === '{') break;
    }
    this.#stack.push({ kind: 'group', scope: declaration.full, level: block.level + 1, declaration });
    this.#at += 1;
  }

  /** To the end of the statement, braces and brackets within it included. */
  #skip(declaration?: Mutable): void {
    for (; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at]!;
      const word = token.kind === 'punct' ? this.#word(token) : '';
      if (word === '{' || word === '[') this.#nested();
      else if (word === '}') return;
      else if (word === ';') {
        this.#at += 1;
        if (declaration) {
          declaration.end = token.to;
          if (declaration.doc === '') declaration.doc = this.#trailing(token);
        }
        return;
      }
    }
  }

  /** From an opening brace or bracket to the one that closes it. */
  #nested(): void {
    for (let depth = 0; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at]!;
      if (token.kind !== 'punct') continue;
      const word = this.#word(token);
      if (word === '{' || word === '[') depth += 1;
      else if ((word === '}' || word === ']') && --depth === 0) return;
    }
  }

  /** Moves past comments; answers those that stand right above what follows. */
  #comment(): string {
    let lines: string[] = [];
    let end = 0;
    for (; this.#tokens[this.#at]?.kind === 'comment'; this.#at++) {
      const token = this.#tokens[this.#at]!;
      if (this.#blankBetween(end, token.from)) lines = [];
      lines.push(commentText(this.#word(token)));
      end = token.to;
    }
    const next = this.#tokens[this.#at];
    return next && !this.#blankBetween(end, next.from) ? lines.join('\n').trim() : '';
  }

  #blankBetween(from: number, to: number): boolean {
    return /\n[^\S\n]*\n/.test(this.#text.slice(from, to));
  }

  #trailing(end: ProtoToken): string {
    const next = this.#tokens[this.#at];
    if (next?.kind !== 'comment' || this.#text.slice(end.to, next.from).includes('\n')) return '';
    this.#at += 1;
    return commentText(this.#word(next));
  }

  #declare(kind: DeclarationKind, token: ProtoToken, block: Block): Mutable {
    const name = this.#word(token);
    const full = block.scope === '' || kind === 'extend' ? name : `${block.scope}.${name}`;
    const { from, to } = token;
    const made: Mutable = { kind, name, full, level: block.level, from, to, end: to, type: '', doc: this.#doc };
    this.#declarations.push(made);
    return made;
  }

  #refer(token: ProtoToken, scope: string): void {
    const name = this.#word(token);
    if (!SCALARS.has(name)) this.#references.push({ name, scope, from: token.from, to: token.to });
  }

  #word(token: ProtoToken): string {
    return this.#text.slice(token.from, token.to);
  }
  #wordAt(at: number): string {
    const token = this.#tokens[at];
    return token ? this.#word(token) : '';
  }
  #is(at: number, text: string): boolean {
    return this.#wordAt(at) === text;
  }
}
