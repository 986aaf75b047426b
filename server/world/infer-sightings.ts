import type { DescFile, DescMessage, DescMethod } from '@bufbuild/protobuf';
import { resourceOf } from '../generate/annotations.ts';
import { methodName, type MethodName } from './infer-name.ts';
import { answerOf } from './infer-operation.ts';
import { relation } from './infer-relation.ts';
import { listSpots, thingSpots, type Spot } from './infer-spot.ts';

/** A method that speaks of a message as of a thing. */
export interface Sighting {
  readonly desc: DescMessage;
  readonly method: DescMethod;
  readonly role: 'get' | 'list' | 'create' | 'update' | 'mention';
  /** See `relation`. */
  readonly relation: number;
}

const cache = new WeakMap<DescFile, readonly Sighting[]>();

/** What the methods of a file say about the messages that they give and take. */
export function sightingsOf(file: DescFile): readonly Sighting[] {
  let found = cache.get(file);
  if (!found) cache.set(file, (found = file.services.flatMap(({ methods }) => methods.flatMap(sight))));
  return found;
}

/** The name of a message without what a team puts behind all of theirs: `GetUserResponseDTO`, `UserReplyPb`. */
export const bareName = ({ name }: DescMessage): string => name.replace(/_?(DTO|Dto|VO|Vo|PB|Pb|Proto|Msg)$/, '');

/** Messages named for what is said in a call, and not for a thing; unless they are annotated. */
const isTalk = (desc: DescMessage): boolean =>
  /(Request|Req|Args|Params|Query|Options|Error|Empty|Ack|Void)$|^(Result|Response|Reply|Success)$/.test(
    bareName(desc),
  );

/** Names of things in some APIs and of what a server says in others: more must speak for them. */
export const isDoubtful = (desc: DescMessage): boolean =>
  /^(Status|Version|Health|Token|Count|Stats|Statistics|Metrics?|Summary|Message|Info|Page|Filter|Config|Configuration|Settings)$/.test(
    desc.name,
  );

function sight(method: DescMethod): readonly Sighting[] {
  const name = methodName(method.name);
  const seen = (spot: Spot | undefined, role: Sighting['role']): readonly Sighting[] => {
    if (!spot || (isTalk(spot.desc) && !resourceOf(spot.desc))) return [];
    return [{ desc: spot.desc, method, role, relation: relation(name, method, spot.desc) }];
  };
  const answer = answerOf(method);
  const list = bestSpot(listSpots(answer), name, method);
  const thing = bestSpot(thingSpots(answer), name, method);
  const sent = bestSpot(thingSpots(method.input), name, method);
  switch (name.action) {
    case 'get':
      if (list && answersList(name, method, thing)) return seen(list, 'list');
      return seen(thing, method.methodKind === 'server_streaming' ? 'list' : 'get');
    case 'list':
    case 'search':
    case 'stream':
      return list ? seen(list, 'list') : method.methodKind === 'server_streaming' ? seen(thing, 'list') : [];
    case 'watch':
      return seen(thing, 'mention');
    case 'create':
    case 'perhaps create':
      return [...seen(thing, 'create'), ...seen(sent, 'create')];
    case 'update':
    case 'upsert':
      return [...seen(thing, 'update'), ...seen(sent, 'update')];
    default:
      return seen(thing, 'mention');
  }
}

/** Whether a `Get…` whose answer holds a list is about the list. */
export const answersList = (name: MethodName, method: DescMethod, thing: Spot | undefined): boolean =>
  thing === undefined ||
  name.batch ||
  ((name.plural || name.all || name.listed) && relation(name, method, thing.desc) < 3) ||
  (name.plural && FRAME.test(bareName(thing.desc)));

/** The place that the method's name speaks of most likely: by its words, then annotated ones, then outer ones. */
export function bestSpot(spots: readonly Spot[], name: MethodName, method: DescMethod): Spot | undefined {
  let best: Spot | undefined;
  let most = 0;
  for (const spot of spots) {
    const framed =
      spot.path.length === 0 && spots.length > 1 && FRAME.test(bareName(spot.desc)) && !resourceOf(spot.desc);
    const value =
      relation(name, method, spot.desc) +
      (resourceOf(spot.desc) ? 0.6 : 0) -
      spot.path.length / 10 -
      (framed ? 2.5 : 0);
    if (value > most) [best, most] = [spot, value];
  }
  return best;
}

/** A frame around a thing, where it holds one. */
const FRAME = /(Request|Req|Response|Resp|Reply|Res|Result|Output|Input|Payload|Envelope|Event|Operation)$/;
