import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { PARAMETERS } from './parameters.ts';
import { docOf, TypeSchemas, type JsonSchema } from './type-schemas.ts';

const VERBS = ['get', 'put', 'post', 'delete'] as const;

/** The API as OpenAPI 3.1, from the types of the contract and their comments. */
export function openApiOf(contract: string): JsonSchema {
  const files = readdirSync(contract).map((name) => join(contract, name));
  const program = ts.createProgram(files, { noLib: true, allowImportingTsExtensions: true, noEmit: true });
  const types = new TypeSchemas(program.getTypeChecker());
  const declared = new Map<string, ts.InterfaceDeclaration | ts.TypeAliasDeclaration>();
  for (const file of program.getSourceFiles())
    file.forEachChild((node) => {
      if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) declared.set(node.name.text, node);
    });
  const named = (name: string): JsonSchema => {
    const found = declared.get(name);
    if (!found) throw new Error(`the contract has no ${name}`);
    return types.declared(found);
  };
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const member of routesOf(declared, 'RestApi')) {
    const route = (member.name as ts.StringLiteral).text; // Routes are quoted names.
    const [verb, path] = route.split(' ') as [string, string];
    const at = path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[at] ??= {})[verb.toLowerCase()] = operation(route, member, types, named);
  }
  const failure = named('ApiFailure');
  const ordered = Object.fromEntries(
    Object.entries(paths)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([path, verbs]) => [
        path,
        Object.fromEntries(VERBS.flatMap((verb) => (verbs[verb] ? [[verb, verbs[verb]]] : []))),
      ]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Understudy',
      version: '1',
      description:
        'What the playground and programs ask a running Understudy. It answers on the port of the mock itself.',
    },
    paths: ordered,
    components: {
      schemas: Object.fromEntries(Object.entries(types.schemas).sort(([left], [right]) => (left < right ? -1 : 1))),
      responses: {
        refused: { description: 'Refused, with reasons.', content: { 'application/json': { schema: failure } } },
      },
    },
  };
}

/** The members of an interface, and of those that it extends. */
function routesOf(
  declared: ReadonlyMap<string, ts.InterfaceDeclaration | ts.TypeAliasDeclaration>,
  name: string,
): readonly ts.PropertySignature[] {
  const found = declared.get(name);
  if (!found || !ts.isInterfaceDeclaration(found)) throw new Error(`the contract has no ${name}`);
  const above = (found.heritageClauses ?? []).flatMap(({ types }) =>
    types.flatMap(({ expression }) => routesOf(declared, expression.getText())),
  );
  return [...above, ...found.members.filter((one) => ts.isPropertySignature(one))];
}

function operation(
  route: string,
  member: ts.PropertySignature,
  types: TypeSchemas,
  named: (name: string) => JsonSchema,
): JsonSchema {
  const [verb, path] = route.split(' ') as [string, string];
  const doc = docOf(member);
  const body = /[Bb]ody: `(\w+)`/.exec(doc)?.[1];
  const segments = path.split('/').slice(2);
  const query = Object.entries(PARAMETERS[route as keyof typeof PARAMETERS] ?? {}).map(([name, about]) => {
    const [text, schema] = typeof about === 'string' ? [about, { type: 'string' }] : about;
    return {
      name,
      in: 'query',
      ...(text.startsWith('!') && { required: true }),
      description: text.replace(/^!/, ''),
      schema,
    };
  });
  const inPath = segments
    .filter((one) => one.startsWith(':'))
    .map((one) => ({ name: one.slice(1), in: 'path', required: true, schema: { type: 'string' } }));
  const parameters = [...inPath, ...query];
  const nothing = member.type!.kind === ts.SyntaxKind.UndefinedKeyword;
  const said = doc
    .split(/(?<=\.)\s+/)
    .filter((sentence) => !/^(Query|Body|204)\b/.test(sentence))
    .join(' ');
  return {
    operationId: [verb.toLowerCase(), ...segments.map((one) => one.replace(/^:|\.json$/g, ''))]
      .map((one, index) => (index === 0 ? one : one[0]!.toUpperCase() + one.slice(1)))
      .join(''),
    tags: [segments[0]!.replace(/\.json$/, '')],
    ...(said !== '' && { description: said }),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: named(body) } } },
    }),
    responses: nothing
      ? { '204': { description: 'Done.' }, default: { $ref: '#/components/responses/refused' } }
      : {
          '200': { description: 'OK', content: { 'application/json': { schema: types.of(member.type!) } } },
          default: { $ref: '#/components/responses/refused' },
        },
  };
}
