// Calls by the second and CPU time by the call, of many contestants. Every contestant is a process, started several times:
// two processes of one program differ by a tenth or more. They all run at once and are called in short rounds, in another
// order each time; what is compared is compared within a round, a second or two apart, for the machine is never the same.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prefixed, textMessage } from './flood.mjs';
import { cpuTime } from './process-figures.mjs';
import { attack, attackByH2load, h2load, openPage, start } from './servers.mjs';

/** @param {number[]} values @param {number} share 0 is the least, 0.5 the median, 1 the most */
export const quantile = (values, share) =>
  values.length === 0 ? null : [...values].sort((a, b) => a - b)[Math.round((values.length - 1) * share)];

function shuffled(values) {
  const all = [...values];
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = Math.floor(Math.random() * (at + 1));
    [all[at], all[other]] = [all[other], all[at]];
  }
  return all;
}

async function open({ args, page, ...asks }) {
  const server = start(...args);
  const port = await server.port;
  const looking = page ? await openPage(port) : undefined;
  const close = async () => {
    await looking?.close();
    await server.stop();
  };
  return { ...asks, port, pid: server.child.pid, close };
}

/** One contestant in one round. */
async function measure(one, seconds, seed) {
  const before = cpuTime(one.pid);
  const { ok, failed, rate, clientLoad } = await attack(one, seconds, seed);
  const cpu = before === undefined ? undefined : ((cpuTime(one.pid) - before) * 1000) / ok;
  const foreign = h2load ? await attackByH2load(one, seconds) : undefined;
  return { calls: rate, cpu, h2load: foreign?.rate, failed: failed + (foreign?.failed ?? 0), clientLoad };
}

/**
 * @param {{ name: string, args: string[], body?: string, page?: boolean, method: string, text?: string, names?: number }[]} contestants
 * @param {{ starts: number, rounds: number, seconds: number, warm: number }} plan
 * @returns {Promise<Map<string, { calls: number, cpu?: number, h2load?: number, failed: number, clientLoad: number }[]>>}
 *   of each contestant what each round said, in the same order for all
 */
export async function throughput(contestants, { starts, rounds, seconds, warm }) {
  const bodies = mkdtempSync(join(tmpdir(), 'bench-'));
  const results = new Map(contestants.map(({ name }) => [name, []]));
  try {
    for (let at = 1; at <= starts; at += 1) {
      const running = [];
      try {
        for (const { body = 'Ines', ...contestant } of shuffled(contestants)) {
          const bodyFile = join(bodies, encodeURIComponent(body));
          writeFileSync(bodyFile, prefixed(textMessage(body)));
          running.push({ bodyFile, ...(await open(contestant)) });
        }
        for (const one of running) {
          process.stderr.write(`start ${at} of ${starts}: warming up ${one.name}\n`);
          await attack(one, warm, 'warm');
        }
        for (let round = 1; round <= rounds; round += 1) {
          process.stderr.write(`start ${at} of ${starts}: round ${round} of ${rounds}\n`);
          for (const one of shuffled(running)) results.get(one.name).push(await measure(one, seconds, round));
        }
      } finally {
        for (const one of running) await one.close();
      }
    }
  } finally {
    rmSync(bodies, { recursive: true });
  }
  return results;
}

const round2 = (value) => (value === null ? null : Number(value.toFixed(2)));
const of = (rounds, key) => rounds.map((round) => round[key]).filter((value) => value !== undefined);

/** What a contestant did, over all rounds. */
export const rowOf = (name, rounds) => ({
  name,
  callsPerSecond: Math.round(quantile(of(rounds, 'calls'), 0.5)),
  microsOfCpu: round2(quantile(of(rounds, 'cpu'), 0.5)),
  leastMicrosOfCpu: round2(quantile(of(rounds, 'cpu'), 0)),
  h2load: round2(quantile(of(rounds, 'h2load'), 0.5)),
  clientLoad: round2(quantile(of(rounds, 'clientLoad'), 0.5)),
  failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
});

/** Ours against theirs, round by round: the quarter, the middle and the three quarters of the ratios; more is better, 1 is the same. */
export function ratioOf(ours, theirs, key) {
  const ratios = ours
    .map((round, at) => (key === 'cpu' ? theirs[at].cpu / round.cpu : round[key] / theirs[at][key]))
    .filter(Number.isFinite);
  return ratios.length === 0 ? null : [0.25, 0.5, 0.75].map((share) => round2(quantile(ratios, share)));
}
