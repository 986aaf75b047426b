import type { CallSummary } from '#contract/traffic';
import type { Traffic } from '../state/traffic.svelte.ts';

/** Hands the calls to the person as one JSON file, oldest first, in the shape of `GET /api/calls`. */
export function exportCalls(traffic: Traffic, which: 'shown' | 'all'): void {
  const source = which === 'shown' ? traffic.view : traffic.ring;
  const calls: CallSummary[] = [];
  for (let index = 0; index < source.length; index++) {
    const call = source.at(index);
    if (call) calls.push(call);
  }
  const text = JSON.stringify({ calls, dropped: traffic.dropped }, null, 1);
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `understudy-calls-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
