#!/usr/bin/env node
import { spawn } from 'node:child_process';
import type { CommandReport } from './command/build-set.ts';
import { helpText } from './config/config-help.ts';
import { DEFAULT_PATH, parseConfig, type Config } from './config/config.ts';
import type { Command } from './config/config-options.ts';
import type { Problem } from './contract/problem.ts';
import type { ServerTls } from './workspace/start-tls.ts';
import { loadSchema, type Loaded } from './workspace/load.ts';
import { dataLines, reloadLines, sideText } from './command/reload-lines.ts';
import { cacheFolder } from './files/schema-cache.ts';
import { packageVersion } from './files/package-info.ts';
import { createProblemPrinter } from './command/print-problem.ts';

/** Exit codes: 0 done, 1 the protos have errors (`check`), 2 it could not start. */
const FAILED = 2;
/** How many problems `serve` prints before it only counts. */
const PRINTED = 20;

const out = (line: string): void => void process.stdout.write(`${line}\n`);
const err = (line: string): void => void process.stderr.write(`${line}\n`);

/** `check` prints to stdout, everything else to stderr. */
const colourOn = (stream: NodeJS.WriteStream): boolean => stream.isTTY && !process.env['NO_COLOR'];
const printProblem = (problem: Problem): string => printerNow()(problem);

/** Shows the lines of files as they are from now on: for problems that were found at one time. */
function printerNow(): (problem: Problem) => string {
  const printer = createProblemPrinter(colourOn(process.stderr));
  return (problem) => printer.print(problem);
}

/** Shows how far loading is, once it has taken more than a second; one line that is drawn over. */
function progress(): { tick: (done: number, total: number) => void; clear: () => void } {
  const started = performance.now();
  let shown = -Infinity;
  const tty = process.stderr.isTTY;
  return {
    tick(done, total) {
      const now = performance.now();
      if (now - started < 1000 || now - shown < (tty ? 100 : 2000)) return;
      shown = now;
      const line = `Loading protos: ${done} of ${total} files`;
      process.stderr.write(tty ? `\r\x1b[K${line}` : `${line}\n`);
    },
    clear() {
      if (tty && shown > 0) process.stderr.write('\r\x1b[K');
    },
  };
}

function load(config: Config): Loaded | undefined {
  const bar = progress();
  const loaded = loadSchema(config, bar.tick, config.cache ? cacheFolder(process.platform, process.env) : undefined);
  bar.clear();
  if (loaded.unusable.length === 0) return loaded;
  for (const problem of loaded.unusable) {
    const slip = problem.code === 'path-not-found' && config.meant !== undefined && problem.file === config.paths[0];
    err(
      `understudy: ${problem.message} ${slip ? `Did you mean understudy ${config.meant}?` : pathHint(config, problem)}`.trimEnd(),
    );
    // The others are what that command would have been given.
    if (slip) break;
  }
  return undefined;
}

/** What to do about a path that is of no use. */
function pathHint({ command, paths }: Config, { code, file, hint = '' }: Problem): string {
  if (code !== 'path-not-found' || !paths.includes(file ?? '')) return hint;
  if (command === 'explain') return 'The method comes first, then paths: understudy explain Catalog/GetProduct protos.';
  return file === DEFAULT_PATH ? 'Name the folder that has your .proto files: understudy path/to/protos.' : hint;
}

/** `1 service`, `4 services`. */
const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

async function check(config: Config): Promise<number> {
  const loaded = load(config);
  if (!loaded) return FAILED;
  const { schema, counts, beside } = loaded;
  // Loaded only where there are files that say what is answered.
  const some = Object.values(beside).some((files) => files.length > 0);
  const data = some
    ? await (await import('./command/check-world-files.ts')).checkWorldFiles(loaded, config.seed)
    : undefined;
  const { checkRules } = await import('./command/check-rules.ts');
  const problems = [...schema.problems, ...(data?.problems ?? []), ...(await checkRules(schema))];
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  if (config.json) {
    const { files, services, methods } = counts;
    out(JSON.stringify({ files, services, methods, problems }, null, 2));
  } else {
    const toStdout = createProblemPrinter(colourOn(process.stdout));
    for (const problem of problems) out(toStdout.print(problem));
    const { files, services, methods } = counts;
    const found = [
      many(files, 'file'),
      many(services, 'service'),
      many(methods, 'method'),
      ...(data?.found ? [data.found] : []),
    ];
    out([...found, many(errors, 'error'), many(warnings, 'warning')].join(', '));
  }
  return errors > 0 ? 1 : 0;
}

/** The commands that write files say what they did the same way: lines for stdout and stderr, and an exit code. */
function report({ done, problems, failed }: CommandReport): number {
  for (const problem of problems) err(printProblem(problem));
  if (failed) {
    err(`understudy: ${failed.message} ${failed.hint ?? ''}`.trimEnd());
    return FAILED;
  }
  out(done);
  return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
}

async function build(config: Config): Promise<number> {
  const loaded = load(config);
  if (!loaded) return FAILED;
  const { buildSet } = await import('./command/build-set.ts');
  return report(buildSet(loaded.schema, config.out ?? ''));
}

async function types(config: Config): Promise<number> {
  const loaded = load(config);
  if (!loaded) return FAILED;
  const { writeTypes } = await import('./command/write-types.ts');
  return report(writeTypes(loaded.schema, config.paths, config.out));
}

async function pull(config: Config): Promise<number> {
  const { pullProtos } = await import('./command/pull-protos.ts');
  return config.pull ? report(await pullProtos(config.pull, Date.now())) : FAILED;
}

async function explain(config: Config): Promise<number> {
  const loaded = load(config);
  if (!loaded) return FAILED;
  const { explainCommand } = await import('./command/explain-method.ts');
  const report = await explainCommand(loaded, config);
  for (const line of report.err) err(line);
  for (const line of report.out) out(line);
  return report.code;
}

async function serve(config: Config): Promise<number> {
  const loaded = load(config);
  if (!loaded) return FAILED;
  const { schema, counts } = loaded;
  const print = printerNow();
  for (const problem of schema.problems.slice(0, PRINTED)) err(print(problem));
  if (schema.problems.length > PRINTED)
    err(`… and ${schema.problems.length - PRINTED} more: understudy check ${config.paths.join(' ')}`);

  const stop = new AbortController();
  const stopped = new Promise<void>((resolve) =>
    stop.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  const onSignal = (): void => {
    // The second signal does not wait for anybody.
    if (stop.signal.aborted) process.exit(0);
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);

  // Loaded here, so that `check` and `--help` do not wait for a server they never start.
  const { startApp } = await import('./app.ts');
  const app = await startApp(config, loaded, {
    onDefect: (error) =>
      err(`understudy: a defect of ours cost one request: ${error instanceof Error ? error.stack : String(error)}`),
    onReload: (reloaded) => err(reloadLines(reloaded, printerNow()).join('\n')),
    onData: (reloaded) => err(dataLines(reloaded, printerNow()).join('\n')),
    onProblem: (problem) => err(printProblem(problem)),
  });
  if ('problem' in app) {
    err(`understudy: ${app.problem.message} ${app.problem.hint ?? ''}`.trimEnd());
    return FAILED;
  }
  const { worldFiles, stubFiles, handlerFiles } = app;
  const beside = [worldFiles, stubFiles, handlerFiles].flatMap(({ report }) => report.problems);
  for (const problem of beside.slice(0, PRINTED)) err(print(problem));
  if (beside.length > PRINTED) err(`… and ${beside.length - PRINTED} more in files beside the protos`);
  const data = sideText(worldFiles.report, stubFiles.report, handlerFiles.report);
  const url = `${app.tls ? 'https' : 'http'}://${app.address}`;
  out(
    `understudy is ready on ${app.address}: ${many(counts.services, 'service')}, ${many(counts.methods, 'method')} from ` +
      `${config.paths.join(', ')}${data && `, ${data}`}${config.playground ? `; open ${url}` : ''}`,
  );
  if (app.tls) await tellTls(app.tls, app.address);
  if (config.open && config.playground) openBrowser(url);
  await stopped;
  await app.close();
  return 0;
}

/** How clients come to trust a certificate that was made here. */
async function tellTls({ made, caFile, until, problems }: ServerTls, address: string): Promise<void> {
  for (const problem of problems) err(printProblem(problem));
  if (!made || caFile === undefined) return;
  const { trustAdvice } = await import('./tls/trust-advice.ts');
  for (const line of trustAdvice({ caFile, address, until, platform: process.platform })) out(line);
}

/** Best effort: a machine without a browser is no reason to fail, but a reason to say so. */
function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const child = spawn(command!, args, { stdio: 'ignore', detached: true });
  child.on('error', () => err(`No browser could be opened. Open ${url} yourself.`));
  child.unref();
}

const COMMANDS: Readonly<Record<Command, (config: Config) => number | Promise<number>>> = {
  serve,
  check,
  explain,
  build,
  types,
  pull,
};

async function main(): Promise<number> {
  const result = parseConfig(process.argv.slice(2), process.env);
  switch (result.kind) {
    case 'help':
      out(helpText(result.command).trimEnd());
      return 0;
    case 'version':
      out(packageVersion());
      return 0;
    case 'errors':
      for (const error of result.errors) err(`understudy: ${error}`);
      return FAILED;
    case 'config':
      return COMMANDS[result.config.command](result.config);
    default:
      return result satisfies never;
  }
}

// Whoever reads what is printed may have had enough (`understudy check | head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await main();
// Everything is closed by now; a library's forgotten timer must not keep the command alive.
if (process.stdout.writableLength === 0) process.exit();
else process.stdout.once('drain', () => process.exit());
