import type { Problem } from '../contract/problem.ts';
import { status, type StatusName } from '../contract/status.ts';
import type { Protocol, Via } from '../contract/traffic.ts';
import type { CallDesk } from '../serving/call-desk.ts';
import { type HeaderBlock, requestMetadata } from '../serving/http-metadata.ts';
import { viaOf } from '../serving/via.ts';
import { pathOf } from './call-path.ts';
import type { Exchange } from './exchange.ts';
import { WEB_PROTOCOL } from './web-metadata.ts';

/** Why a request cannot be a call, and what its client is told. */
export interface HeadRefusal {
  readonly protocol: Protocol;
  readonly codec: Via['codec'];
  /** Of the answer. */
  readonly http: number;
  readonly headers?: HeaderBlock;
  /** As the traffic shows it. */
  readonly status: StatusName;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Of the answer: JSON, or `text` for the words alone; without it, the problem as JSON. */
  readonly body?: Buffer | 'text';
}

/** Answers a request that cannot be a call, and has it recorded as one that failed. */
export function refuseHead(desk: CallDesk, exchange: Exchange, refusal: HeadRefusal): void {
  const { protocol, codec, http, headers, status: name, code, message, hint } = refusal;
  const { verb, peer, rawHeaders, secure } = exchange;
  const problem: Problem = { severity: 'error', code, message, hint };
  desk.refuse(
    {
      path: pathOf(exchange.path),
      protocol,
      peer,
      counts: exchange.counts,
      metadata: requestMetadata(rawHeaders, WEB_PROTOCOL),
      deadlineMs: null,
      via: viaOf(exchange.http, secure, codec, verb),
    },
    { status: status(name, message), problem },
  );
  if (refusal.body === 'text') answerText(exchange, http, `${message} ${hint}\n`, headers);
  else answerJson(exchange, http, refusal.body ?? Buffer.from(JSON.stringify({ problems: [problem] })), headers);
}

/** A whole answer of JSON. */
export function answerJson(exchange: Exchange, http: number, body: Buffer, headers: HeaderBlock = {}): void {
  exchange.respond(http, { 'content-type': 'application/json', 'content-length': body.byteLength, ...headers });
  exchange.end(body);
}

function answerText(exchange: Exchange, http: number, text: string, headers: HeaderBlock = {}): void {
  const body = Buffer.from(text);
  exchange.respond(http, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': body.byteLength,
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  exchange.end(body);
}
