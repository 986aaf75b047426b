import type { DescMethod } from '@bufbuild/protobuf';
import type { Explanation } from '../contract/origin.ts';
import type { Problem } from '../contract/problem.ts';
import type { StubInfo, UnmatchedRule } from '../contract/stub.ts';
import type { HintsFile } from '../generate/hints-file.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import { pathText } from '../world/infer-field.ts';
import { withArticle } from '../world/infer-noun.ts';
import { planMethod } from '../world/plan-method.ts';
import { projectionOf } from '../world/projection.ts';
import type { MethodPlan } from '../world/resource.ts';
import type { HandlerSource } from './handler-source.ts';
import { requestUses } from './explain-request.ts';
import { responseFields } from './explain-response.ts';
import { statusesOf } from './explain-statuses.ts';

/** How the server runs: what the words of an explanation depend on. */
export interface ExplainOptions {
  /** Refuses what nobody configured. */
  readonly strict?: boolean | undefined;
  /** Ids that nobody listed or created do not exist. */
  readonly strictWorld?: boolean | undefined;
  /** Requests are checked by the rules of the schema. */
  readonly validate?: boolean | undefined;
  readonly hints?: HintsFile | undefined;
  /** Stubs in the order in which they are tried, of this method and of others. */
  readonly stubs?: readonly StubInfo[] | undefined;
  /** Where calls of this method go that none of its stubs answers. */
  readonly unmatched?: UnmatchedRule | undefined;
  /** Handlers as they are in force, and what is wrong with their files. */
  readonly handlers?: { readonly find: HandlerSource['find']; readonly problems: readonly Problem[] } | undefined;
}

// Whatever the protos say of these, the server answers them itself.
const BUILT_IN = /^grpc\.(channelz\.v1\.Channelz|health\.v1\.Health|reflection\.(v1|v1alpha)\.ServerReflection)$/;

/** How a call to a method will be answered and why: from its descriptor alone, nothing is called. */
export function explain(method: SchemaMethod, options: ExplainOptions = {}): Explanation {
  const { desc, path } = method;
  if (BUILT_IN.test(desc.parent.typeName))
    return {
      method: path,
      answeredBy: 'builtin',
      summary: `Understudy answers ${desc.parent.name} itself, for every client and tool that asks for it.`,
      why: [`\`${desc.parent.typeName}\` is a service that gRPC servers have beside their own.`],
      resource: null,
      request: [],
      response: [],
      statuses: [{ status: 'OK', when: 'always' }],
    };
  const stubs = stubPlaces(options.stubs ?? [], path);
  const faults = (options.handlers?.problems ?? []).map(faultOf);
  const handler = options.handlers?.find(path);
  if (handler)
    return {
      method: path,
      answeredBy: 'handler',
      summary: `The handler in ${handler.file}:${handler.line} answers.`,
      why: [
        'A handler comes before stubs, the world and generated data.',
        ...(stubs === '' ? [] : [`So stubs of this method never answer: ${stubs}.`]),
        ...faults,
      ],
      resource: null,
      request: [],
      response: [],
      statuses: [
        { status: 'OK', when: 'it returns' },
        { status: 'INTERNAL', when: 'it throws what is no status, or answers with what the schema does not know' },
      ],
    };
  const plan = planMethod(desc) ?? projectionOf(desc)?.plan;
  const refused = stubs !== '' && options.unmatched?.to === 'refuse' ? options.unmatched : undefined;
  return {
    method: path,
    answeredBy: plan ? 'world' : 'generated',
    summary: refused ? REFUSED : plan ? summaryOf(plan) : generatedSummary(desc),
    why: refused
      ? [...refusedWhy(refused, stubs), ...faults]
      : [
          ...(stubs === '' ? [] : [`Stubs are asked first, and this is about what none of them answers: ${stubs}.`]),
          ...(plan ? [...plan.why, ...plan.resource.why] : WHY_GENERATED),
          ...faults,
        ],
    resource: plan ? { type: plan.resource.key, message: plan.resource.desc.typeName, verb: plan.verb } : null,
    request: requestUses(desc, plan),
    response: responseFields(desc, plan, options.hints),
    statuses: refused ? [{ status: 'UNIMPLEMENTED', when: 'no stub answers' }] : statusesOf(desc, plan, options),
  };
}

const REFUSED = 'Its stubs answer; every other call is UNIMPLEMENTED, and the error says why none of them did.';

const refusedWhy = ({ file }: UnmatchedRule, stubs: string): readonly string[] => [
  `Stubs of this method: ${stubs}.`,
  `${file === null ? 'Understudy runs with --strict' : `${file} says unmatched: refuse`}, so nobody else answers.`,
  'What `generated: true` of a stub leaves open is filled as is told below.',
];

const MOST_PLACES = 5;

/** Where the stubs stand that would answer a method: `a.stubs.yaml:3, a.stubs.yaml:9`; empty where there are none. */
function stubPlaces(stubs: readonly StubInfo[], path: string): string {
  const places = stubs
    .filter(({ method, enabled, kind }) => method === path && enabled && kind !== 'fault')
    .map(({ file, lines, id, name }) => {
      const place = file === null || !lines ? id : `${file}:${lines[0]}`;
      return name === '' ? place : `${place} (${name})`;
    });
  const more = places.length - MOST_PLACES;
  return [...places.slice(0, MOST_PLACES), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

/** What is wrong with a file of handlers, as a reason why it does not answer. */
const faultOf = ({ file, line, message, hint }: Problem): string =>
  [`${file ?? 'A file of handlers'}${line === undefined ? '' : `:${line}`}: ${message}`, hint ?? '']
    .join(' ')
    .trimEnd();

const WHY_GENERATED: readonly string[] = [
  'Its name and its messages show no kind of thing with an id that could be kept from call to call.',
  'So its answer follows from the seed and from the request: the same question has the same answer.',
];

const STREAMS: Readonly<Record<DescMethod['methodKind'], string>> = {
  unary: 'Answers with one message',
  server_streaming: 'Answers with 3 to 6 messages',
  client_streaming: 'Answers the whole stream with one message',
  bidi_streaming: 'Answers each message with one',
};

const generatedSummary = ({ methodKind, output }: DescMethod): string =>
  `${STREAMS[methodKind]} of type ${output.name}, made up for its fields; what the request says comes back where names and types agree.`;

const quoted = (path: readonly { readonly jsonName: string }[] | undefined): string =>
  path ? `"${pathText(path as NonNullable<MethodPlan['request']['id']>)}"` : '';

/** What the method does, in one sentence. */
export function summaryOf({ verb, resource, request, response, method }: MethodPlan): string {
  const { singular, plural } = resource;
  const one = withArticle(singular);
  const which = request.id ? `the ${singular} that ${quoted(request.id)} names` : `the ${singular}`;
  const under = request.parent
    ? ` below ${quoted(request.parent)}`
    : request.scope?.length
      ? ` of ${request.scope.map(({ from }) => quoted(from)).join(', ')}`
      : '';
  const pages = request.pageToken || request.pageNumber || request.offset ? ', a page at a time' : '';
  const later = response.operation ? ' The answer is an operation that takes a while.' : '';
  const stream = method.methodKind === 'server_streaming';
  const many = quoted(request.ids ?? request.items?.path);
  const say = (): string => {
    switch (verb) {
      case 'get':
        return `Returns ${which}.`;
      case 'list':
        return stream ? `Sends the ${plural}${under}, one message each.` : `Lists the ${plural}${under}${pages}.`;
      case 'search':
        return `Finds ${plural}${under}${request.query ? ` by the words in ${quoted(request.query)}` : ''}${pages}.`;
      case 'count':
        return `Counts the ${plural}${under}.`;
      case 'exists':
        return `Says whether there is ${which}.`;
      case 'create':
        return `Keeps a new ${singular}${under}: later calls find it.`;
      case 'update':
        return `Changes ${which}${request.mask ? `: the fields in ${quoted(request.mask)}` : ''}.`;
      case 'upsert':
        return `Changes ${which}, or makes it where there is none.`;
      case 'delete':
        return `Deletes ${which}: later calls do not find it.`;
      case 'undelete':
        return `Restores ${which}, after it was deleted.`;
      case 'batch_get':
        return `Returns the ${plural} that ${many} names.`;
      case 'batch_create':
        return `Keeps a new ${singular} for each of ${many}.`;
      case 'batch_update':
        return `Changes ${withArticle(singular)} for each of ${many}.`;
      case 'batch_delete':
        return `Deletes the ${plural} that ${many} names.`;
      case 'watch':
        return `Sends ${request.id ? which : `the ${plural}${under}`}, then each change as other calls make it.`;
      case 'upload':
        return `Keeps ${one} for each message that comes, and says what it kept.`;
      case 'act':
        return `Works on ${which}; its state follows where the name of the method is the name of a state.`;
      case 'operation_get':
        return 'Returns a long-running operation, with its result once it is done.';
      case 'operation_list':
        return 'Lists the long-running operations that calls have begun.';
      case 'operation_cancel':
        return 'Cancels a long-running operation that is under way.';
      case 'operation_delete':
        return 'Forgets a long-running operation.';
      case 'operation_wait':
        return 'Waits for a long-running operation.';
      default:
        return verb satisfies never;
    }
  };
  return say() + later;
}
