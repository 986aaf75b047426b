// What the system says of a process that is measured.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** CPU milliseconds that a process has taken; undefined where the system does not say. */
export function cpuTime(pid) {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const fields = readFileSync(file, 'utf8').split(') ')[1].split(' ');
  // In ticks of a hundredth of a second, in user and in system mode.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Resident mebibytes of a process; undefined where the system does not say. */
export function memory(pid) {
  const file = `/proc/${pid}/status`;
  if (existsSync(file)) return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1]) / 1024;
  const said = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  return said.trim() === '' ? undefined : Number(said) / 1024;
}
