import type { Metadata } from '#contract/metadata';
import type { AnsweredBy, CallEvent, EndedEvent, MessageEvent } from '#contract/traffic';
import { answeredParts } from '../lib/answered.ts';
import { formatCount, plural } from '../lib/format.ts';
import type { CallFacts, CallStory } from './story.ts';

/** A piece of a row's sentence: plain, strong, dim, or machine text. */
export interface Words {
  readonly text: string;
  readonly as?: 'strong' | 'dim' | 'mono';
}

/** One row of the timeline. */
export interface TimelineRow {
  /** Stays with its row while others come. */
  readonly key: string;
  /** ms since the start; null for a row that is no moment. */
  readonly ms: number | null;
  /** ms since the row before; null for the first, and for rows of the same moment told twice. */
  readonly since: number | null;
  readonly look: 'up' | 'down' | 'life' | 'gap';
  /** Headers and trailers: an arrow with no tile. */
  readonly meta: boolean;
  readonly words: readonly Words[];
  readonly message?: MessageEvent;
  /** The message before it in its direction, to show what changed. */
  readonly previous?: MessageEvent;
}

/** The story as rows, in the order of what happened. */
export function timelineRows(story: CallStory): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  const last: { up?: MessageEvent; down?: MessageEvent } = {};
  let before: number | null = null;
  const add = (
    key: string,
    event: CallEvent,
    row: Pick<TimelineRow, 'look' | 'words'> & Partial<TimelineRow>,
  ): void => {
    const ms = event.t / 1000;
    rows.push({ key, ms, since: before === null ? null : ms - before, meta: false, ...row });
    before = ms;
  };
  const gap = story.omitted && story.omitted.up + story.omitted.down > 0 ? gapBefore(story) : -1;
  for (const [index, event] of story.events.entries()) {
    if (index === gap) {
      rows.push(gapRow(story.omitted!));
      before = null;
    }
    switch (event.type) {
      case 'started':
        add('started', event, { look: 'life', words: startedWords(story, event.peer) });
        add('request-headers', event, {
          look: 'up',
          meta: true,
          since: null,
          words: [
            { text: 'Request headers ' },
            { text: headerNote(event.metadata, event.deadlineMs, story.side), as: 'dim' },
          ],
        });
        break;
      case 'headers':
        add(`headers-${index}`, event, {
          look: 'down',
          meta: true,
          words: [{ text: 'Response headers ' }, { text: responseNote(event.metadata), as: 'dim' }],
        });
        break;
      case 'message': {
        const previous = last[event.direction];
        last[event.direction] = event;
        add(`${event.direction}-${event.index}`, event, {
          look: event.direction,
          words: [],
          message: event,
          ...(previous ? { previous } : {}),
        });
        break;
      }
      case 'half_closed':
        add('half-closed', event, {
          look: 'life',
          words: [
            { text: story.side === 'client' ? 'You half-closed' : 'The client half-closed', as: 'strong' },
            { text: ': nothing more goes up' },
          ],
        });
        break;
      case 'answered':
        add(`answered-${index}`, event, { look: 'life', words: answeredWords(event.answeredBy) });
        break;
      case 'broken':
        add(`broken-${index}`, event, { look: 'life', words: [{ text: event.broken.message }] });
        break;
      case 'ended':
        add('ended', event, endedRow(event, story.side));
        break;
      default:
        event satisfies never;
    }
  }
  return rows;
}

function gapBefore({ events, omitted, omittedAt }: CallStory): number {
  if (omittedAt !== undefined) return omittedAt;
  // The journal keeps the first and the last: the gap is where the numbers jump.
  const last = { up: 0, down: 0 };
  const found = events.findIndex((event) => {
    if (event.type !== 'message') return false;
    const jump = event.index > last[event.direction] + 1;
    last[event.direction] = event.index;
    return jump && (omitted?.[event.direction] ?? 0) > 0;
  });
  return found;
}

function gapRow({ up, down }: { readonly up: number; readonly down: number }): TimelineRow {
  const parts = [up > 0 ? `${formatCount(up)} up` : '', down > 0 ? `${formatCount(down)} down` : ''].filter(Boolean);
  const text = `${plural(up + down, 'message')} left out here to stay within bounds (${parts.join(', ')})`;
  return { key: 'gap', ms: null, since: null, look: 'gap', meta: false, words: [{ text }] };
}

function startedWords(story: CallStory, peer: string): Words[] {
  const who = story.summary?.client;
  if (story.side === 'client')
    return [{ text: 'Call started', as: 'strong' }, { text: peer ? ' to ' : '' }, { text: peer, as: 'mono' }];
  return [
    { text: 'Call arrived', as: 'strong' },
    { text: who ? ` from ${who === 'you' ? 'this page' : who}` : ' from' },
    { text: peer ? ` ${peer}` : '', as: 'mono' },
  ];
}

/** A client tells of the fields that it was given; what the transport adds, the mock saw. */
function headerNote(metadata: Metadata, deadlineMs: number | null, side: CallStory['side']): string {
  const masked = metadata.filter((entry) => entry.masked).map(({ key }) => key);
  return [
    side === 'client'
      ? metadata.length === 0
        ? 'none of your own'
        : `${plural(metadata.length, 'field')} of your own`
      : plural(metadata.length, 'field'),
    ...(deadlineMs === null ? [] : [`deadline ${spanText(deadlineMs)}`]),
    ...(masked.length > 0 ? [`${masked.slice(0, 2).join(', ')} masked`] : []),
  ].join(' · ');
}

const PLAIN = /^(grpc-|content-type|date|server$|accept|user-agent)/;

function responseNote(metadata: Metadata): string {
  const told = metadata.find(({ key, masked }) => !PLAIN.test(key) && !key.endsWith('-bin') && !masked);
  return [plural(metadata.length, 'field'), ...(told ? [`${told.key}: ${told.value}`] : [])].join(' · ');
}

function answeredWords(answeredBy: AnsweredBy): Words[] {
  if (answeredBy.by === 'generated')
    return [{ text: 'Answered by ' }, { text: 'generated data', as: 'strong' }, { text: `, seed ${answeredBy.seed}` }];
  if (answeredBy.by === 'world')
    return [
      { text: 'Answered by the ' },
      { text: 'world', as: 'strong' },
      ...(answeredBy.entity ? [{ text: ': ' }, { text: answeredBy.entity, as: 'mono' as const }] : []),
      { text: `, seed ${answeredBy.seed}` },
    ];
  // It is told when the call begins to wait.
  if (answeredBy.by === 'person') return [{ text: 'Held for a ' }, { text: 'person', as: 'strong' }];
  const [word, machine] = answeredParts(answeredBy);
  return [{ text: 'Answered by ' }, { text: word, as: 'strong' }, { text: machine ? ` ${machine}` : '', as: 'mono' }];
}

function endedRow(event: EndedEvent, side: CallStory['side']): Pick<TimelineRow, 'look' | 'words' | 'meta'> {
  const { status, trailers, cancelledBy } = event;
  if (cancelledBy === 'client')
    return {
      look: 'life',
      meta: false,
      words: [{ text: side === 'client' ? 'You cancelled the call' : 'The client cancelled the call', as: 'strong' }],
    };
  if (cancelledBy === 'deadline')
    return {
      look: 'life',
      meta: false,
      words: [{ text: 'The deadline passed', as: 'strong' }, { text: ': both sides gave up' }],
    };
  const told = trailers.filter(({ key, masked }) => !key.startsWith('grpc-') && !key.endsWith('-bin') && !masked);
  const note = [`grpc-status: ${status.code}`, ...told.slice(0, 2).map(({ key, value }) => `${key}: ${value}`)].join(
    ' · ',
  );
  if (status.code === 0) return { look: 'down', meta: true, words: [{ text: 'Trailers ' }, { text: note, as: 'dim' }] };
  return {
    look: 'down',
    meta: true,
    words: [
      { text: 'Ended ', as: 'strong' },
      { text: status.name, as: 'mono' },
      { text: status.message ? ` ${status.message}` : '', as: 'dim' },
    ],
  };
}

/** Who answered, in one line: `Answered by generated data, seed 42`. */
export function answeredSentence(answeredBy: AnsweredBy): string {
  return answeredWords(answeredBy)
    .map(({ text }) => text)
    .join('');
}

/** What an open call waits for. */
export function openSentence({ kind, halfClosed }: CallFacts, side: CallStory['side']): string {
  const client = side === 'client' ? 'You' : 'The client';
  if (kind === null || kind === 'unary') return 'Waiting for the answer.';
  if (kind === 'server_streaming') return 'Open. The mock may send.';
  if (halfClosed) return `${client === 'You' ? 'You have' : 'The client has'} half-closed. The mock may still send.`;
  return kind === 'client_streaming' ? `Open. ${client} may send.` : 'Open. Either side may send.';
}

/** `971 ms`, `2 s`, `1.5 s`. */
export function spanText(ms: number): string {
  return ms < 1000 || ms % 100 !== 0 ? `${Math.round(ms)} ms` : `${ms / 1000} s`;
}
