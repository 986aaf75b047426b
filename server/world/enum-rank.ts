import type { DescEnum } from '@bufbuild/protobuf';
import { splitWords } from '../generate/words.ts';

/** Words for how much something is, from little to much. */
const RANKS: readonly RegExp[] = [
  /^(trace|verbose|finest|all)$/,
  /^(debug|finer|fine|lowest|trivial)$/,
  /^(info|information|informational|low|minor)$/,
  /^(notice|normal|medium|moderate|default|standard)$/,
  /^(warn|warning|high|elevated|important)$/,
  /^(err|error|severe|major|higher|very high)$/,
  /^(critical|crit|urgent|highest|fatal|blocker|immediate)$/,
  /^(alert|panic)$/,
  /^(emerg|emergency)$/,
];
/** `P1` is more than `P2`. */
const NUMBERED = /^(?:p|sev|severity|priority|prio) ?(\d)$/;

const inverted = new WeakMap<DescEnum, boolean>();

/** Whether the values of an enum go from much to little, as syslog's severities do: `EMERGENCY = 0 … DEBUG = 7`. */
export function isInverted(desc: DescEnum): boolean {
  let found = inverted.get(desc);
  if (found === undefined) inverted.set(desc, (found = infer(desc)));
  return found;
}

function infer({ values, sharedPrefix }: DescEnum): boolean {
  const ranked = values.flatMap(({ name, number }) => {
    const rank = rankOf(splitWords(name.slice(sharedPrefix?.length ?? 0)));
    return rank === undefined ? [] : [{ rank, number }];
  });
  let sum = 0;
  for (const [index, one] of ranked.entries())
    for (const other of ranked.slice(index + 1))
      sum += Math.sign((one.rank - other.rank) * (one.number - other.number));
  return sum < 0;
}

function rankOf(words: string): number | undefined {
  const numbered = NUMBERED.exec(words)?.[1];
  if (numbered !== undefined) return -Number(numbered);
  const rank = RANKS.findIndex((pattern) => pattern.test(words));
  return rank < 0 ? undefined : rank;
}
