import type { SchemaMethod } from '../schema/registry.ts';
import { nearestWord } from '../schema/nearest.ts';
import type { ParseContext } from './parse-context.ts';
import { quoted, type ReadMember } from './parse-shape.ts';

/** A service that a file names; `known` is false for one that the schema does not have. */
export interface NamedService {
  readonly name: string;
  readonly known: boolean;
}

/** `service:` of a file or a stub. */
export function readService(ctx: ParseContext, { node, path }: ReadMember): NamedService | undefined {
  if (node.kind !== 'string') return undefined;
  const name = node.value;
  const names = ctx.schema.services.map((service) => service.name);
  if (names.includes(name)) return { name, known: true };
  const near = names.find((one) => one.endsWith(`.${name}`)) ?? nearestWord(name, names);
  ctx.report(
    node.at,
    path,
    'stub-unknown-service',
    `The schema has no service ${quoted(name)}.`,
    near ? `Did you mean ${near}?` : serviceList(names),
  );
  return { name, known: false };
}

/** `GetProduct` of a service, `pkg.Service/Method` or `/pkg.Service/Method`. */
export function readMethod(
  ctx: ParseContext,
  { node, path }: ReadMember,
  service: NamedService | undefined,
): SchemaMethod | undefined {
  if (node.kind !== 'string') return undefined;
  const written = node.value.startsWith('/') ? node.value.slice(1) : node.value;
  const dot = written.lastIndexOf('.');
  const slash = written.indexOf('/');
  if (slash < 0 && service === undefined)
    return ctx.report(
      node.at,
      path,
      'stub-unknown-method',
      `Nothing says which service has the method ${quoted(written)}.`,
      hintOf(ctx, `/${written}`) ?? 'Write package.Service/Method, or service: at the top of the file.',
    );
  // The service is told of where it stands.
  if (slash < 0 && !service!.known) return undefined;
  const full = slash < 0 ? `/${service!.name}/${written}` : `/${written}`;
  const method = ctx.schema.method(full);
  if (method) return method;
  const name = full.slice(1, full.lastIndexOf('/'));
  const known = ctx.schema.services.find((one) => one.name === name);
  return ctx.report(
    node.at,
    path,
    'stub-unknown-method',
    known
      ? `${name} has no method ${quoted(full.slice(name.length + 2))}.`
      : `The schema has no method ${quoted(full.slice(1))}.`,
    (slash < 0 && dot > 0 ? hintOf(ctx, `/${written.slice(0, dot)}/${written.slice(dot + 1)}`) : undefined) ??
      hintOf(ctx, full) ??
      (known
        ? methodList(known.methods.map((one) => one.name))
        : serviceList(ctx.schema.services.map((one) => one.name))),
  );
}

function hintOf(ctx: ParseContext, full: string): string | undefined {
  const [near] = ctx.schema.nearest(full);
  return near && `Did you mean ${near.slice(1)}?`;
}

const most = (names: readonly string[]): string =>
  `${names.slice(0, 8).join(', ')}${names.length > 8 ? `, and ${names.length - 8} more` : ''}`;
const serviceList = (names: readonly string[]): string =>
  names.length === 0 ? 'It has no services.' : `It has ${most(names)}.`;
const methodList = (names: readonly string[]): string =>
  names.length === 0 ? 'It has no methods.' : `It has ${most(names)}.`;
