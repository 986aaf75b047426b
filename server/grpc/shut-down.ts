import { constants } from 'node:http2';
import type { Status } from '../contract/status.ts';
import type { Intake } from './intake.ts';
import type { CallServer } from './serve-call.ts';

export interface ShutDown {
  readonly intake: Intake;
  /** Milliseconds for open calls to finish. */
  readonly graceMs: number;
  readonly open: ReadonlySet<CallServer>;
  /** Open calls that never finish by themselves: ended at once. */
  readonly standing: ReadonlySet<CallServer>;
  readonly ending: Status;
}

/** Milliseconds for the last frames to reach clients that still read. */
const FLUSH_MS = 250;

/** Says goodbye on every connection, waits for the grace, ends what is left, and closes by force what does not close. */
export async function shutDown({ intake, graceMs, open, standing, ending }: ShutDown): Promise<void> {
  const sessions = intake.sessions();
  const gone = Promise.all(
    sessions.map((session) => new Promise<void>((done) => (session.destroyed ? done() : session.once('close', done)))),
  );
  // A GOAWAY: new calls go elsewhere, open ones go on.
  for (const session of sessions) if (!session.closed && !session.destroyed) session.close();
  for (const call of [...standing]) call.end(ending, 'server');
  if (open.size > 0 && graceMs > 0) await within(graceMs, gone);
  for (const call of [...open]) call.end(ending, 'server');
  await within(FLUSH_MS, gone);
  for (const session of sessions) if (!session.destroyed) session.destroy(undefined, constants.NGHTTP2_CANCEL);
  await within(FLUSH_MS, gone);
}

async function within(ms: number, done: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([done, new Promise((late) => (timer = setTimeout(late, ms)))]);
  clearTimeout(timer);
}
