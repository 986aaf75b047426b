import { join } from 'node:path';
import type { CommandReport } from './build-set.ts';
import type { PullConfig } from '../config/config-pull.ts';
import type { Problem } from '../contract/problem.ts';
import { readPullTls } from './pull-tls.ts';
import { writeTree } from '../files/write-tree.ts';
import { pullReflection } from '../invoke/pull-reflection.ts';
import { compile } from '../schema/compile.ts';
import { printProto } from '../schema/print-proto.ts';
import { repairFiles } from '../schema/repair-files.ts';

const error = (code: string, message: string, hint?: string): Problem => ({
  severity: 'error',
  code,
  message,
  ...(hint === undefined ? {} : { hint }),
});

const failed = (problem: Problem, problems: readonly Problem[] = []): CommandReport => ({
  done: '',
  problems,
  failed: problem,
});

/** Asks a running server for its protos and writes them below a folder, as text. `now` is in milliseconds since 1970. */
export async function pullProtos(config: PullConfig, now: number): Promise<CommandReport> {
  // 1. What it has.
  const tls = config.tls && readPullTls(config.tls, now);
  if (tls && 'code' in tls) return failed(tls);
  const { target, metadata, timeoutMs } = config;
  const pulled = await pullReflection({ target, metadata, timeoutMs, tls, now });
  if ('problem' in pulled) return failed(pulled.problem);
  // 2. As text that compiles.
  const repaired = repairFiles(pulled.files);
  const problems: Problem[] = [...pulled.problems, ...repaired.problems];
  // With the well-known files, which custom options need to be told by name.
  const schema = compile({ files: [], roots: [], compiled: repaired.files });
  const texts = repaired.files.flatMap((file) => {
    const printed = printProto(schema, file);
    if ('text' in printed) return [{ name: file.name, text: printed.text }];
    problems.push(error('reflection-gap', `${file.name} cannot be written as proto text: ${printed.problem}.`));
    return [];
  });
  if (texts.length === 0)
    return failed(error('no-protos', `The server at ${target} lists no services of its own.`), problems);
  const check = compile({ files: texts.map(({ name, text }) => ({ path: name, text })), roots: [''] });
  problems.push(
    ...check.problems.map((one) => (one.file === undefined ? one : { ...one, file: join(config.out, one.file) })),
  );
  // 3. On disk, all or nothing.
  const written = writeTree(config.out, texts, config.force);
  if ('refused' in written) return failed(written.refused, problems);
  const { services, methodCount } = check;
  return {
    done:
      `pulled ${texts.length} files with ${services.length} services, ${methodCount} methods from ${target} ` +
      `(reflection ${pulled.version}) into ${config.out}: ${written.fresh} new, ${written.changed} changed, ${written.same} as they were`,
    problems,
  };
}
