import { parseMethodPath, type MethodPath } from '#contract/schema';
import { FIRST_WAY, type Way } from '../lib/protocol.ts';

/** One row of the metadata table. */
export interface MetadataRow {
  readonly key: string;
  readonly value: string;
  /** Rows that are off stay, and are not sent. */
  readonly on: boolean;
}

/** What a person typed for one method; JSON-able. */
export interface Draft {
  readonly draft: string | null;
  readonly metadata: readonly MetadataRow[];
  readonly deadlineMs: number | null;
  readonly prepared: readonly string[];
  readonly seed: string | null;
  readonly touched: boolean;
  readonly way: Way;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const isPath = (value: unknown): value is MethodPath =>
  typeof value === 'string' && parseMethodPath(value) !== undefined;

/** What was stored, as far as it has the right shape; null for anything else. */
export function parseDraft(stored: unknown): Draft | null {
  if (!isRecord(stored)) return null;
  const deadline = stored['deadlineMs'];
  return {
    draft: text(stored['draft']),
    metadata: list(stored['metadata']).flatMap((row) =>
      isRecord(row) && typeof row['key'] === 'string' && typeof row['value'] === 'string'
        ? [{ key: row['key'], value: row['value'], on: row['on'] !== false }]
        : [],
    ),
    deadlineMs: typeof deadline === 'number' && deadline > 0 ? deadline : null,
    prepared: list(stored['prepared']).filter((entry) => typeof entry === 'string'),
    seed: text(stored['seed']),
    touched: stored['touched'] === true,
    way: parseWay(stored['way']),
  };
}

const PROTOCOLS = ['grpc', 'grpc-web', 'connect', 'rest'] as const;

function parseWay(stored: unknown): Way {
  if (!isRecord(stored)) return FIRST_WAY;
  return {
    protocol: PROTOCOLS.find((one) => one === stored['protocol']) ?? FIRST_WAY.protocol,
    codec: stored['codec'] === 'proto' ? 'proto' : FIRST_WAY.codec,
    compress: stored['compress'] === true,
  };
}

/** The open tabs as they were stored; broken entries and doubles are left out. */
export function parseTabList(stored: unknown): {
  readonly tabs: readonly MethodPath[];
  readonly active: MethodPath | null;
} {
  if (!isRecord(stored)) return { tabs: [], active: null };
  const tabs = [...new Set(list(stored['tabs']).filter(isPath))];
  const active = stored['active'];
  return { tabs, active: isPath(active) && tabs.includes(active) ? active : null };
}
