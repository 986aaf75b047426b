import type { TemplateSegment } from '../schema/path-template.ts';
import type { Route } from './routes.ts';

/** Routes that end at one place of the tree, by verb. */
export type Ended = ReadonlyMap<string, Route>;

interface Node {
  readonly literals: Map<string, Node>;
  one: Node | null;
  rest: Node | null;
  /** By what stands behind the last colon. */
  readonly ends: Map<string, Map<string, Route>>;
}

const node = (): Node => ({ literals: new Map(), one: null, rest: null, ends: new Map() });

/** Templates as a tree of their segments: a literal goes before `*`, and `*` before `**`, from left to right. */
export class RouteTree {
  readonly #root = node();

  /** Answers the route that stands there already, in whose place it does not come. */
  add(route: Route): Route | undefined {
    let at = this.#root;
    for (const segment of route.template.segments) at = below(at, segment);
    const { verb } = route.template;
    let end = at.ends.get(verb);
    if (!end) at.ends.set(verb, (end = new Map()));
    const before = end.get(route.rule.verb);
    if (!before) end.set(route.rule.verb, route);
    return before;
  }

  /** The places where a path ends, the most exact first. */
  match(path: readonly string[], verb: string): readonly Ended[] {
    const found: Ended[] = [];
    // A place is reached by few ways, each of which is looked at once: `**` would multiply them otherwise.
    const seen = new Map<Node, Set<number>>();
    const visit = (at: Node, next: number): void => {
      const before = seen.get(at);
      if (before?.has(next)) return;
      if (before) before.add(next);
      else seen.set(at, new Set([next]));
      if (next === path.length) {
        const end = at.ends.get(verb);
        if (end) found.push(end);
      } else {
        const segment = path[next]!;
        const literal = at.literals.get(segment) ?? (segment.includes('%') ? literalOf(at, segment) : undefined);
        if (literal) visit(literal, next + 1);
        if (at.one && segment !== '') visit(at.one, next + 1);
      }
      if (at.rest) for (let end = path.length; end >= next; end--) visit(at.rest, end);
    };
    visit(this.#root, 0);
    return found;
  }
}

function below(at: Node, segment: TemplateSegment): Node {
  if (segment.kind === 'one') return (at.one ??= node());
  if (segment.kind === 'rest') return (at.rest ??= node());
  let next = at.literals.get(segment.text);
  if (!next) at.literals.set(segment.text, (next = node()));
  return next;
}

/** Literals may come encoded as well. */
function literalOf(at: Node, segment: string): Node | undefined {
  try {
    return at.literals.get(decodeURIComponent(segment));
  } catch {
    return undefined;
  }
}
