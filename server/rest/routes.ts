import type { Problem } from '../contract/problem.ts';
import type { MethodKind, MethodPath } from '../contract/schema.ts';
import { type HttpRule, httpRulesOf } from '../schema/http-rules.ts';
import { bindVariables, parseTemplate, type PathTemplate } from '../schema/path-template.ts';
import type { Schema } from '../schema/registry.ts';
import { readComments } from '../schema/source-info.ts';
import { type Ended, RouteTree } from './route-tree.ts';

/** A method at a verb and a path. */
export interface Route {
  readonly rule: HttpRule;
  readonly template: PathTemplate;
  readonly method: MethodPath;
  readonly kind: MethodKind;
  /** 0 for the rule itself, 1 for the first of its `additional_bindings`. */
  readonly index: number;
}

/** What a verb and a path lead to. */
export type Found =
  | {
      readonly found: 'route';
      readonly route: Route;
      /** Fields, as their template names them, with their text. */
      readonly variables: readonly (readonly [field: string, text: string])[];
    }
  /** The path is one, with other verbs. */
  | { readonly found: 'other-verbs'; readonly allow: readonly string[] }
  /** Something in the path is no percent-encoding of UTF-8. */
  | { readonly found: 'bad-encoding'; readonly route: Route };

/** The `google.api.http` rules of a schema. */
export interface Routes {
  /** In the order of the schema. */
  readonly all: readonly Route[];
  /** Templates that cannot be read, and rules that another one stands before. */
  readonly problems: readonly Problem[];
  /** First segments of paths: `v1`. */
  readonly roots: ReadonlySet<string>;
  /** Of one method, the main one first. */
  of(method: string): readonly Route[];
  /** `path` as it came, without its query. */
  find(verb: string, path: string): Found | undefined;
}

/** A token (RFC 9110, 5.6.2); `*` is one, and stands for every verb. */
const VERB = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const known = new WeakMap<Schema, Routes>();

/** Read from the bytes of the files, once for each schema; no descriptor is built for it. */
export function routesOf(schema: Schema): Routes {
  let routes = known.get(schema);
  if (!routes) known.set(schema, (routes = readRoutes(schema)));
  return routes;
}

function readRoutes(schema: Schema): Routes {
  const all: Route[] = [];
  const problems: Problem[] = [];
  const byMethod = new Map<string, Route[]>();
  const tree = new RouteTree();
  const roots = new Set<string>();
  for (const name of new Set(schema.services.map(({ file }) => file))) {
    const file = schema.files.get(name);
    if (!file) continue;
    let places: ReturnType<typeof readComments> | undefined;
    const complain = (at: readonly [number, number], code: string, message: string, hint: string): void => {
      const line = (places ??= readComments(file.bytes, 6)).get(`6,${at[0]},2,${at[1]}`)?.line;
      const place = { file: file.path ?? file.name, ...(line === undefined ? {} : { line }) };
      problems.push({ severity: 'warning', code, message, hint, ...place });
    };
    for (const { at, service, method, rules } of httpRulesOf(file.bytes)) {
      const path: MethodPath = `/${service}/${method}`;
      const served = schema.method(path);
      // Another file may have defined the service before.
      if (served?.service.file !== name) continue;
      rules.forEach((rule, index) => {
        const template = parseTemplate(rule.path);
        if ('fault' in template) {
          complain(
            at,
            'http-rule-unreadable',
            `${path} cannot be reached at ${rule.verb} ${rule.path}: ${template.fault} (column ${template.at + 1}).`,
            'Write the path as google/api/http.proto says: "/v1/{name=shelves/*}:verb".',
          );
          return;
        }
        if (!VERB.test(rule.verb)) {
          complain(
            at,
            'http-rule-verb',
            `${path} cannot be reached at ${rule.path}: ${JSON.stringify(rule.verb.slice(0, 40))} is no verb of HTTP.`,
            'Write the kind of a custom pattern as HTTP writes verbs, such as "HEAD", or "*" for all.',
          );
          return;
        }
        const route: Route = { rule, template, method: path, kind: served.kind, index };
        const before = tree.add(route);
        all.push(route);
        const [first] = template.segments;
        if (first?.kind === 'literal') roots.add(first.text);
        const own = byMethod.get(path);
        if (own) own.push(route);
        else byMethod.set(path, [route]);
        if (before && before.method !== path)
          complain(
            at,
            'http-rule-hidden',
            `${path} cannot be reached at ${rule.verb} ${rule.path}: ${before.method} answers there.`,
            'Give one of them another path.',
          );
      });
    }
  }
  return {
    all,
    problems,
    roots,
    of: (method) => byMethod.get(method) ?? [],
    find: (verb, path) => find(tree, verb, path),
  };
}

function find(tree: RouteTree, verb: string, path: string): Found | undefined {
  const segments = path.slice(1).split('/');
  const allow = new Set<string>();
  // What stands behind the last colon is a verb where a rule has it, and a part of the last segment elsewhere.
  const last = segments.at(-1)!;
  const colon = last.lastIndexOf(':');
  const tries: readonly (readonly [readonly string[], string])[] = [
    ...(colon >= 0 ? [[[...segments.slice(0, -1), last.slice(0, colon)], last.slice(colon + 1)] as const] : []),
    [segments, ''],
  ];
  for (const [parts, suffix] of tries) {
    for (const end of tree.match(parts, suffix)) {
      const route = routeAt(end, verb);
      if (!route) {
        for (const known of end.keys()) allow.add(known);
        continue;
      }
      const variables = bindVariables(route.template, parts);
      return variables ? { found: 'route', route, variables } : { found: 'bad-encoding', route };
    }
  }
  return allow.size > 0 ? { found: 'other-verbs', allow: [...allow] } : undefined;
}

/** HEAD asks for what GET answers, where no rule says otherwise. */
const routeAt = (end: Ended, verb: string): Route | undefined =>
  end.get(verb) ?? (verb === 'HEAD' ? end.get('GET') : undefined) ?? end.get('*');
