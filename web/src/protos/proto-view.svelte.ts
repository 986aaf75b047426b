import type { ProtoSymbol } from '#contract/protos';
import {
  declarationAt,
  findDeclaration,
  findLocal,
  type Declaration,
  type ProtoOutline,
  type TypeReference,
} from '../lib/proto-outline.ts';
import type { Place, Spot } from '../lib/place.ts';
import { readProto } from '../lib/proto-reader.ts';
import { offsetOf } from '../lib/text-place.ts';
import type { ProtoFile } from '../state/proto-file.svelte.ts';
import type { Protos } from '../state/protos.svelte.ts';

/** What the view asks of the editor. */
export interface EditorHandle {
  focus(): void;
  /** Puts the cursor on a place, in the middle of the window. */
  reveal(from: number, to?: number, focus?: boolean): void;
}

/** A line of code and prose, for the pointer that rests on a name. */
export interface Hover {
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly doc: string;
}

/** Longer texts have no outline. */
const OUTLINE_LIMIT = 2_000_000;
const NOTHING: ProtoOutline = { package: '', declarations: [], references: [], imports: [] };

/** One proto file on the screen: what it declares, where its names lead, and what uses what it declares. */
export class ProtoView {
  /** Where the cursor is. */
  cursor: number = $state(0);
  editor: EditorHandle | null = $state.raw(null);
  /** What the type at the cursor is used by; null until it is known. */
  used: ProtoSymbol | null = $state.raw(null);
  readonly outline: ProtoOutline = $derived.by(() =>
    this.file.text.length > OUTLINE_LIMIT ? NOTHING : readProto(this.file.text),
  );
  readonly here: Declaration | null = $derived(declarationAt(this.outline, this.cursor));
  /** The type that Where used is about: the one that is named at the cursor, or the one around it. */
  readonly subject: { readonly name: string; readonly scope: string } | null = $derived.by(() => {
    const named = this.#referenceAt(this.cursor);
    if (named) return named;
    const around = this.outline.declarations.filter(
      ({ kind, from, end }) =>
        (kind === 'message' || kind === 'enum' || kind === 'group') && from <= this.cursor && this.cursor <= end,
    );
    const type = around.at(-1) ?? this.outline.declarations.find(({ kind }) => kind === 'message' || kind === 'enum');
    return type ? { name: `.${type.full}`, scope: '' } : null;
  });

  constructor(
    readonly file: ProtoFile,
    private readonly protos: Protos,
    private readonly go: (place: Place) => void,
  ) {}

  /** Goes to where the name at an offset is defined; answers whether it leads anywhere. */
  async follow(offset: number): Promise<boolean> {
    const imported = this.outline.imports.find(({ from, to }) => from <= offset && offset <= to);
    const place = imported ? this.#fileOf(imported.name) : await this.#definition(offset);
    if (place) this.go(place);
    return place !== null;
  }

  /** True where a press would lead somewhere. */
  linkAt(offset: number): { readonly from: number; readonly to: number } | null {
    return (
      this.outline.imports.find(({ from, to }) => from <= offset && offset <= to) ?? this.#referenceAt(offset) ?? null
    );
  }

  /** What the name at an offset stands for. */
  async hover(offset: number): Promise<Hover | null> {
    const reference = this.#referenceAt(offset);
    if (!reference) return null;
    const { from, to } = reference;
    const local = findLocal(this.outline, reference);
    if (local) return { from, to, ...describe(local, this.outline) };
    const symbol = await this.protos.symbol(reference.name, reference.scope);
    if (!symbol) return null;
    const outline = readProto((await this.protos.text(symbol.file)).text);
    const declared = findDeclaration(outline, symbol.name);
    return declared ? { from, to, ...describe(declared, outline) } : null;
  }

  /** Shows a place that the address names. */
  show(spot: Spot, focus = true): void {
    if ('symbol' in spot) {
      const found = findDeclaration(this.outline, spot.symbol);
      if (found) this.editor?.reveal(found.from, found.to, focus);
    } else this.editor?.reveal(offsetOf(this.file.text, spot.line, spot.column));
  }

  #asked = 0;

  /** Asks what uses the subject. The last question counts: when its answer comes, the view may be gone, and is not read. */
  async look(): Promise<void> {
    const { subject } = this;
    const asked = (this.#asked += 1);
    const found = subject ? await this.protos.symbol(subject.name, subject.scope) : null;
    if (asked === this.#asked) this.used = found;
  }

  async #definition(offset: number): Promise<Place | null> {
    const reference = this.#referenceAt(offset);
    if (!reference) return null;
    const local = findLocal(this.outline, reference);
    if (local) return { at: 'proto', file: this.file.name, spot: { symbol: local.full } };
    const symbol = await this.protos.symbol(reference.name, reference.scope);
    return symbol ? { at: 'proto', file: symbol.file, spot: { symbol: symbol.name } } : null;
  }

  #referenceAt(offset: number): TypeReference | undefined {
    return this.outline.references.find(({ from, to }) => from <= offset && offset <= to);
  }

  #fileOf(name: string): Place {
    return { at: 'proto', file: name, spot: null };
  }
}

function describe(one: Declaration, outline: ProtoOutline): { readonly title: string; readonly doc: string } {
  const wanted = one.kind === 'enum' ? 'value' : 'field';
  const names = outline.declarations
    .filter(({ kind, from, level }) => kind === wanted && level === one.level + 1 && from > one.from && from < one.end)
    .map(({ name }) => name);
  const list = names.length === 0 ? '' : `${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`;
  return { title: `${one.kind} ${one.full}`, doc: [one.doc, list].filter(Boolean).join('\n\n') };
}
