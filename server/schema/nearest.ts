import type { MethodPath, ServiceInfo } from '../contract/schema.ts';

/** Edit distance with transpositions, ignoring case; more than `limit` is answered as `limit + 1`. */
export function distance(left: string, right: string, limit: number): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
      if (cost < best) best = cost;
    }
    if (best > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return Math.min(previous[b.length]!, limit + 1);
}

/** How far a slip of the finger may be from what was meant. */
const slack = (word: string): number => Math.max(1, Math.min(8, Math.floor(word.length / 3)));

/** The candidate that `word` was most likely meant to be ("did you mean"); undefined where none is near. */
export function nearestWord(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let limit = slack(word);
  for (const candidate of candidates) {
    const cost = distance(word, candidate, limit);
    if (cost > limit || (best !== undefined && cost === limit)) continue;
    best = candidate;
    limit = cost;
    if (cost === 0) break;
  }
  return best;
}

const MAX_PATH = 300;

/** The nearest method paths, best first, at most three. Hostile paths are cheap: their length is bounded. */
export function nearestPaths(path: string, services: readonly ServiceInfo[]): readonly MethodPath[] {
  const match = /^\/?([^/]*)\/?([^/]*)$/.exec(path);
  if (!match || path.length > MAX_PATH) return [];
  const [service, method] = [match[1]!, match[2]!];
  const ranked: { path: MethodPath; cost: number }[] = [];
  for (const candidate of services) {
    const limit = Math.max(slack(service), 2);
    const shortMatch = lastWord(candidate.name).toLowerCase() === lastWord(service).toLowerCase();
    const cost = shortMatch && candidate.name !== service ? 1 : distance(service, candidate.name, limit);
    for (const { path: full, name } of candidate.methods) {
      const methodLimit = slack(method);
      const same = name.toLowerCase() === method.toLowerCase();
      const methodCost = same ? 0 : distance(method, name, methodLimit);
      if (cost <= limit && methodCost <= methodLimit) ranked.push({ path: full, cost: cost + methodCost });
      else if (same && service !== '') ranked.push({ path: full, cost: 20 });
    }
  }
  ranked.sort((a, b) => a.cost - b.cost || (a.path < b.path ? -1 : 1));
  return ranked.slice(0, 3).map((entry) => entry.path);
}

const lastWord = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
