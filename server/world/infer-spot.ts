import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { resourceOf } from '../generate/annotations.ts';
import { isWellKnown } from './infer-field.ts';

/** A place in a message where a thing, or a list of things, may stand. */
export interface Spot {
  /** Empty for the message itself. */
  readonly path: readonly DescField[];
  readonly desc: DescMessage;
}

const DEEPEST = 2;
// What stands beside a thing in an answer and is none.
const BESIDE =
  /^(page|paging|pagination|page_?info|status|error|errors|meta|response_?metadata|header|headers|trailer|warnings?|context|request|filter|options|projection_masks?)$/i;

interface Spots {
  readonly things: readonly Spot[];
  readonly lists: readonly Spot[];
}

const cache = new WeakMap<DescMessage, Spots>();

function spotsOf(desc: DescMessage): Spots {
  let spots = cache.get(desc);
  if (!spots) {
    const things: Spot[] = isWellKnown(desc) ? [] : [{ path: [], desc }];
    const lists: Spot[] = [];
    const walk = (around: DescMessage, path: readonly DescField[]): void => {
      for (const field of around.fields) {
        const inner = field.message;
        if (!inner || isWellKnown(inner) || (BESIDE.test(field.name) && !resourceOf(inner) && !isMeant(around, inner)))
          continue;
        const spot = { path: [...path, field], desc: inner };
        if (field.fieldKind !== 'message') lists.push(spot);
        else {
          things.push(spot);
          if (path.length + 1 < DEEPEST) walk(inner, spot.path);
        }
      }
    };
    if (!isWellKnown(desc)) walk(desc, []);
    // The outer ones first.
    spots = { things: things.toSorted(byDepth), lists: lists.toSorted(byDepth) };
    cache.set(desc, spots);
  }
  return spots;
}

/** `GetPageResponse { Page page }`: a thing with an id, and the one that the message is named after. */
const isMeant = (around: DescMessage, inner: DescMessage): boolean =>
  around.name.includes(inner.name) && inner.fields.some(({ name }) => /(^|_)(id|uid|uuid|key|slug)$/.test(name));

const byDepth = (left: Spot, right: Spot): number => left.path.length - right.path.length;

/** The message itself and the messages in it, two deep. */
export const thingSpots = (desc: DescMessage): readonly Spot[] => spotsOf(desc).things;

/** Its lists and maps of messages, and those of the messages in it. */
export const listSpots = (desc: DescMessage): readonly Spot[] => spotsOf(desc).lists;
