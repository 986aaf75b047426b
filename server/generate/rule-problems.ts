import { createRegistry, type DescField, type DescMessage, type Message, type Registry } from '@bufbuild/protobuf';
import type { Problem } from '../contract/problem.ts';
import { faultsOf } from '../rules/contradictions.ts';
import { RULE_FILES, rulesLibrary } from '../rules/library.ts';
import { messageRulesOf, rulesOf } from '../rules/read-rules.ts';
import { readComments, type Place } from '../schema/source-info.ts';
import type { Schema, SchemaFile } from '../schema/registry.ts';
import { generateMessage } from './generate-message.ts';
import { textKey } from './hash.ts';
import { NO_CLOCK } from './ruled.ts';

/** What can be wrong with the rules of a schema. */
export const RULE_PROBLEM_CODES = {
  'rule-contradiction':
    'Rules of a field leave no value, or cannot be read: what is generated for it breaks some of them.',
  'rule-unmet': 'No message was found that an expression (CEL) accepts.',
  'rule-broken':
    'The rules of a message cannot be applied: an expression does not compile, a field that they name is not there.',
} as const;

const SAMPLES = 3;
const MOST = 500;

/**
 * What is wrong with the rules in the person's own files, once for each field and expression: warnings, for everything
 * is served all the same. Expressions are looked at where protovalidate is loaded. A file without rules costs nothing.
 */
export function ruleProblems(schema: Schema): readonly Problem[] {
  const problems: Problem[] = [];
  for (const file of schema.files.values()) {
    if (file.path === undefined || !file.dependencies.some((name) => RULE_FILES.includes(name))) continue;
    const desc = schema.descFile(file.name);
    const places = new Places(file);
    desc?.messages.forEach((message, index) => {
      if (problems.length < MOST) walk(schema, message, `4,${index}`, places, problems);
    });
  }
  return problems.slice(0, MOST);
}

/** Where things stand in a file; read when the first problem is found. */
class Places {
  readonly file: SchemaFile;
  #places: ReadonlyMap<string, Place> | undefined;

  constructor(file: SchemaFile) {
    this.file = file;
  }

  problem(code: keyof typeof RULE_PROBLEM_CODES, path: string, message: string, hint: string): Problem {
    this.#places ??= readComments(this.file.bytes, 4);
    const place = this.#places.get(path);
    const at = place ? { line: place.line, column: place.column } : {};
    return {
      severity: 'warning',
      code,
      message,
      hint,
      ...(this.file.path === undefined ? {} : { file: this.file.path }),
      ...at,
    };
  }
}

function walk(schema: Schema, desc: DescMessage, path: string, places: Places, problems: Problem[]): void {
  for (const field of desc.fields) {
    const rules = rulesOf(field);
    const at = `${path},2,${desc.proto.field.indexOf(field.proto)}`;
    for (const fault of rules ? faultsOf(field, rules, NO_CLOCK) : [])
      problems.push(
        places.problem(
          'rule-contradiction',
          at,
          `No value keeps the rules of ${desc.typeName}.${field.name}: ${fault}.`,
          'Change one of the rules; until then a value that is as near as possible is generated.',
        ),
      );
    if (rules?.required && demandsItself(field, desc, new Set()))
      problems.push(
        places.problem(
          'rule-contradiction',
          at,
          `No value keeps the rules of ${desc.typeName}.${field.name}: it requires a ${desc.name} in every ${desc.name}, without end.`,
          'Make one field of the circle optional.',
        ),
      );
  }
  const faulty = problems.length;
  for (const { fields } of messageRulesOf(desc)?.oneofs ?? [])
    for (const name of fields)
      if (!desc.fields.some((field) => field.name === name))
        problems.push(
          places.problem(
            'rule-broken',
            path,
            `The oneof rule of ${desc.typeName} names ${name}, and it has no such field.`,
            'Name a field of the message.',
          ),
        );
  if (faulty === problems.length) problems.push(...expressionProblems(schema, desc, path, places));
  desc.nestedMessages.forEach((nested) => {
    walk(schema, nested, `${path},3,${desc.proto.nestedType.indexOf(nested.proto)}`, places, problems);
  });
}

/** Required messages that lead back to where they began. */
function demandsItself(field: DescField, goal: DescMessage, seen: Set<DescMessage>): boolean {
  if (field.fieldKind !== 'message' || field.oneof || seen.has(field.message)) return false;
  if (field.message === goal) return true;
  seen.add(field.message);
  return field.message.fields.some((next) => rulesOf(next)?.required && demandsItself(next, goal, seen));
}

function expressionProblems(schema: Schema, desc: DescMessage, path: string, places: Places): readonly Problem[] {
  const library = rulesLibrary();
  const ids = new Map<string, { readonly at: string; readonly rule: string }>();
  const pathOf = (field: DescField): string => `${path},2,${desc.proto.field.indexOf(field.proto)}`;
  for (const field of desc.fields) {
    const rules = rulesOf(field);
    for (const part of [rules?.value, rules?.items, rules?.keys])
      for (const { id, expression } of part?.cel ?? [])
        ids.set(`${field.localName} ${id}`, { at: pathOf(field), rule: id || expression });
  }
  for (const { id, expression } of messageRulesOf(desc)?.cel ?? [])
    ids.set(` ${id}`, { at: path, rule: id || expression });
  if (ids.size === 0 || !library) return [];
  const seed = textKey('check');
  const unmet = new Map<string, number>();
  for (let index = 0; index < SAMPLES; index++) {
    const message: Message = generateMessage(desc, {
      types: typesOf(schema),
      seed,
      key: textKey(`${desc.typeName} ${index}`, seed),
    });
    const found = library.check(desc, message);
    if ('error' in found)
      return [
        places.problem(
          'rule-broken',
          path,
          `The rules of ${desc.typeName} cannot be applied: ${found.error}.`,
          'Correct the expression; until then it is not looked at.',
        ),
      ];
    for (const id of new Set(
      found.filter(({ depth }) => depth <= 1).map(({ field, rule }) => `${field ?? ''} ${rule}`),
    ))
      unmet.set(id, (unmet.get(id) ?? 0) + 1);
  }
  return [...unmet].flatMap(([id, count]) => {
    const found = ids.get(id);
    if (found === undefined || count < SAMPLES) return [];
    return [
      places.problem(
        'rule-unmet',
        found.at,
        `No ${desc.name} was found that the rule ${found.rule} of ${desc.typeName} accepts.`,
        'Say what values look like in understudy.hints.yaml, if the rule is right.',
      ),
    ];
  });
}

/** The types of any service are those of the whole schema. */
function typesOf(schema: Schema): Registry {
  const path = schema.services.flatMap(({ methods }) => methods)[0]?.path;
  return (path === undefined ? undefined : schema.method(path)?.types) ?? createRegistry();
}
