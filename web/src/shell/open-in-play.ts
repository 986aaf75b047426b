import type { MethodPath } from '#contract/schema';
import { INVOCATION_KEY, SEED_KEY } from '#contract/invocation';
import type { CallEvent, CallSummary } from '#contract/traffic';
import type { Page } from '../context.ts';
import { formatJson } from '../lib/json-format.ts';
import type { MetadataRow } from '../state/draft.ts';

/** Keys that the transport writes by itself. */
const OF_THE_TRANSPORT =
  /^(:.*|content-type|te|user-agent|host|connection|accept|accept-encoding|content-length|connect-.*|grpc-.*|sec-.*|origin|referer|x-grpc-web|x-user-agent)$/;

/** What a call can be made again from: the message that opened it, and the metadata a person may have chosen. */
export function requestOf(events: readonly CallEvent[]): {
  readonly draft: string | null;
  readonly prepared: readonly string[];
  readonly metadata: readonly MetadataRow[];
} {
  const started = events.find((event) => event.type === 'started');
  const sent = events.flatMap((event) =>
    event.type === 'message' && event.direction === 'up' && event.body?.json !== undefined ? [event.body.json] : [],
  );
  const own = (started?.metadata ?? []).filter(
    ({ key }) => !OF_THE_TRANSPORT.test(key) && key !== INVOCATION_KEY && key !== SEED_KEY,
  );
  return {
    draft: sent[0] ?? null,
    prepared: sent.length > 1 ? sent : [],
    // A masked value is not the value: the row stays, off, for the person to fill in.
    metadata: own.map(({ key, value, masked }) => ({ key, value: masked ? '' : value, on: !masked })),
  };
}

/** Puts a call that was seen into a tab of its method, over what is there, and goes to it. */
export function openInPlay({ tabs, router }: Page, call: CallSummary, events: readonly CallEvent[]): void {
  const path = call.method as MethodPath; // The caller offers this only for methods of the schema.
  const { draft, prepared, metadata } = requestOf(events);
  const tab = tabs.open(path, { beside: true });
  if (draft !== null) tab.draft = formatJson(draft) ?? draft;
  tab.prepared = prepared.map((text) => formatJson(text) ?? text);
  tab.metadata = metadata;
  tab.deadlineMs = call.deadlineMs;
  tab.touched = true;
  router.go({ at: 'play', path });
}
