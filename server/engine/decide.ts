import { SEED_KEY } from '../contract/invocation.ts';
import type { Metadata } from '../contract/metadata.ts';
import { status, type Status } from '../contract/status.ts';
import type { AnsweredBy } from '../contract/traffic.ts';
import type { HintsFile } from '../generate/hints-file.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { World } from '../world/world.ts';
import type { Answerer, Line } from './answerer.ts';
import { generated } from './generated.ts';

export interface Question {
  readonly method: SchemaMethod;
  readonly seed: string;
  readonly strict: boolean;
  readonly line: Line;
  readonly world: World;
  readonly hints: HintsFile | undefined;
}

/** Who answers a call, and how its headers begin; or why nobody does. */
export type Decision =
  | { readonly answer: Answerer; readonly answeredBy: AnsweredBy; readonly headers: Metadata }
  | { readonly refuse: Status; readonly answeredBy: AnsweredBy };

/**
 * Who answers a call: the first that can. The order is a promise to the user:
 * 1. a handler, 2. a stub, 3. the world; then, where nobody configured an answer,
 * 4. strict: refuse and say why, 5. generated data.
 */
export function decide({ method, seed, strict, hints }: Question): Decision {
  // 1 to 3 take their places here as their rooms are built.

  // 4. Strict: nothing is invented.
  if (strict)
    return {
      refuse: status(
        'UNIMPLEMENTED',
        `Understudy runs with --strict, and nothing is configured for ${method.path}. Start it without --strict to get generated data.`,
      ),
      answeredBy: { by: 'schema' },
    };

  // 5. Generated.
  const { answeredBy, headers } = signature(seed);
  return { answer: generated(method, seed, { hints }), answeredBy, headers };
}

/** How a generated answer says where it comes from. */
interface Signature {
  readonly answeredBy: AnsweredBy;
  readonly headers: Metadata;
}

/** Of the seed that was asked for last: most calls have the same one, and whoever keeps it keeps it once. */
let last: (Signature & { readonly seed: string }) | undefined;

function signature(seed: string): Signature {
  if (last?.seed !== seed)
    last = { seed, answeredBy: { by: 'generated', seed }, headers: [{ key: SEED_KEY, value: headerText(seed) }] };
  return last;
}

/** A seed may hold anything; a header value is printable ASCII. */
const headerText = (seed: string): string => (/^[\x20-\x7e]*$/.test(seed) ? seed : encodeURIComponent(seed));
