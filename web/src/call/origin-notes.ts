import type { Extension } from '@codemirror/state';
import { Facet } from '@codemirror/state';
import { Decoration, EditorView, hoverTooltip, ViewPlugin, WidgetType } from '@codemirror/view';
import type { DecorationSet, ViewUpdate } from '@codemirror/view';
import type { OriginEntry } from '#contract/origin';
import { treeOf } from '../lib/json-codemirror.ts';
import { placeOrigins, type PlacedOrigin } from '../lib/origin-lines.ts';
import { originEntity, originWords } from '../lib/origin-words.ts';
import { placeHash } from '../lib/place.ts';

type Entity = NonNullable<ReturnType<typeof originEntity>>;

/** Where the values of the text came from, empty until somebody has asked; and the session whose world that was. */
interface Told {
  readonly values: readonly OriginEntry[];
  readonly session: string | null;
}
const NOTHING: Told = { values: [], session: null };
const origins = Facet.define<Told, Told>({ combine: (all) => all[0] ?? NOTHING });

/** The origins of the text; with `inline` they stand right of its lines. Entities lead to the world of the `session`. */
export function originNotes(values: readonly OriginEntry[], session: string | null, inline: boolean): Extension {
  return [origins.of({ values, session }), inline ? [NOTES, LOOK] : []];
}

/** Says where the value under the pointer came from; `need` asks for it the first time. */
export function originHover(need: () => Promise<readonly OriginEntry[] | null>): Extension {
  return [
    LOOK,
    hoverTooltip(async (view, offset) => {
      const values = await need();
      if (!values) return null;
      const found = placeOrigins(treeOf(view.state.doc), values).find(({ from, to }) => offset >= from && offset <= to);
      if (!found) return null;
      const { from, to } = found;
      return {
        pos: from,
        end: to,
        above: true,
        create: () => ({ dom: panel(found, view.state.facet(origins).session) }),
      };
    }),
  ];
}

function panel({ origin }: PlacedOrigin, session: string | null): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'cm-origin-tip';
  dom.append(originWords(origin));
  const entity = originEntity(origin);
  if (entity) dom.append(' ', link(entity, session, 'Show it'));
  return dom;
}

function link({ resource, entity }: Entity, session: string | null, text: string): HTMLAnchorElement {
  const anchor = document.createElement('a');
  anchor.href = placeHash({ at: 'world', type: resource, id: entity, session });
  anchor.textContent = text;
  return anchor;
}

/** What stands right of one line: at most two origins, and how many more there are. */
class LineNote extends WidgetType {
  constructor(
    private readonly placed: readonly PlacedOrigin[],
    private readonly session: string | null,
  ) {
    super();
  }

  override eq(other: LineNote): boolean {
    return this.session === other.session && this.#key() === other.#key();
  }

  override toDOM(): HTMLElement {
    const dom = document.createElement('span');
    dom.className = 'cm-origin';
    const distinct = [...new Map(this.placed.map((one) => [originWords(one.origin), one])).values()];
    const shown = distinct.length > 2 ? distinct.slice(0, 1) : distinct;
    for (const [index, { origin }] of shown.entries()) {
      if (index > 0) dom.append(' · ');
      const entity = originEntity(origin);
      dom.append(entity ? link(entity, this.session, originWords(origin)) : originWords(origin));
    }
    if (shown.length < distinct.length) dom.append(` and ${distinct.length - 1} more`);
    dom.title = distinct.map(({ origin }) => originWords(origin)).join('\n');
    return dom;
  }

  override ignoreEvent(): boolean {
    return true;
  }

  #key(): string {
    return this.placed.map(({ origin }) => originWords(origin)).join('\n');
  }
}

const NOTES = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = draw(view);
    }
    update(update: ViewUpdate): void {
      const other = update.startState.facet(origins) !== update.state.facet(origins);
      if (update.docChanged || update.viewportChanged || other) this.decorations = draw(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function draw(view: EditorView): DecorationSet {
  const { doc } = view.state;
  const { from, to } = view.viewport;
  const { values, session } = view.state.facet(origins);
  const lines = new Map<number, PlacedOrigin[]>();
  for (const placed of placeOrigins(treeOf(doc), values)) {
    if (placed.from < from || placed.from > to) continue;
    const start = doc.lineAt(placed.from).from;
    lines.set(start, [...(lines.get(start) ?? []), placed]);
  }
  // At the start of the line: floating right from there, it shares the first row and nothing else moves.
  return Decoration.set(
    [...lines].map(([start, placed]) =>
      Decoration.widget({ widget: new LineNote(placed, session), side: -1 }).range(start),
    ),
    true,
  );
}

const LOOK = EditorView.theme({
  '.cm-origin': {
    float: 'right',
    maxWidth: '46%',
    marginLeft: '16px',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    font: 'var(--fw-regular) var(--fs-micro)/20px var(--font-ui)',
    color: 'var(--text-3)',
    userSelect: 'none',
  },
  '.cm-origin a, .cm-origin-tip a': { color: 'var(--accent-text)', textDecoration: 'none' },
  '.cm-origin a:hover, .cm-origin-tip a:hover': { textDecoration: 'underline', textUnderlineOffset: '2px' },
  '.cm-tooltip:has(.cm-origin-tip)': {
    border: 'none',
    borderRadius: 'var(--r1)',
    background: 'var(--bg-raise)',
    boxShadow: 'var(--shadow-pop)',
    color: 'var(--text)',
    zIndex: '40',
  },
  '.cm-origin-tip': { padding: '4px 8px', font: 'var(--fw-regular) 12px/18px var(--font-ui)', maxWidth: '420px' },
});
