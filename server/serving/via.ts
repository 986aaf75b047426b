import type { Via } from '../contract/traffic.ts';

const shared = new Map<string, Via>();
/** Beyond so many kinds they are made anew: verbs and encodings come from clients. */
const MOST = 256;
/** Characters of a name that are kept. */
const NAME = 32;

/** What carries a call. Equal ones are the same object: a journal holds a hundred thousand. */
export function viaOf(
  http: Via['http'],
  secure: boolean,
  codec: Via['codec'],
  verb: string,
  encoding: string | null = null,
): Via {
  const named = encoding === null || encoding === 'identity' ? '' : encoding.slice(0, NAME);
  const key = `${http} ${secure ? 's' : ''} ${codec} ${verb.slice(0, NAME)} ${named}`;
  const known = shared.get(key);
  if (known) return known;
  const made: Via = { http, secure, codec, verb: verb.slice(0, NAME), ...(named !== '' && { encoding: named }) };
  if (shared.size < MOST) shared.set(key, made);
  return made;
}
