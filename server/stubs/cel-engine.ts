import {
  celEnv,
  celFunc,
  CelScalar,
  isCelError,
  isCelUint,
  parse,
  plan,
  type CelEnv,
  type CelInput,
} from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { ScalarType, type Registry } from '@bufbuild/protobuf';
import { checkCel, NAMES } from './cel-check.ts';
import { FAKE_NAMES, fakeArities, fakeCall, fakeKind, isFake, nthKey, type Fake } from './cel-fake.ts';
import { kindWords, type Kind } from './cel-kinds.ts';
import type { CelFault, CelLibrary, CelNames, CelProgram, FakeKey, Numbers } from './cel-library.ts';
import { fieldPath } from './cel-path.ts';
import { celAny, celNode, celText } from './cel-value.ts';
import { bindings, timestampAt } from './cel-scope.ts';
import { linearRegex } from '../rules/linear-regex.ts';
import type { TemplateScope, TemplateWorld } from './stub.ts';

/** What the functions of the expression that runs now are asked with. Evaluation never waits. */
interface Running {
  readonly scope: TemplateScope;
  readonly key: FakeKey;
  drawn: number;
}

let running: Running | undefined;

function drawn(): FakeKey {
  if (!running) throw new Error('fake is known in templates only');
  running.drawn += 1;
  return nthKey(running.key, running.drawn);
}

const { DYN, STRING } = CelScalar;
const input = (value: Fake): CelInput => (typeof value === 'object' ? timestampAt(value.moment) : value);

/** `fake.email`, without parentheses. */
class FakeKinds extends Map<string, CelInput> {
  override get(name: string): CelInput | undefined {
    const made = isFake(name) ? fakeKind(name, drawn()) : undefined;
    return made === undefined ? undefined : input(made);
  }
}
const FAKES: ReadonlyMap<string, CelInput> = new FakeKinds();

function fakeFunctions(): ReturnType<typeof celFunc>[] {
  const argText = (value: unknown): string => (typeof value === 'string' ? value : String(value));
  return FAKE_NAMES.flatMap((name) =>
    fakeArities(name).map((count) =>
      celFunc(`fake.${name}`, new Array<typeof DYN>(count).fill(DYN), DYN, (...args: unknown[]) => {
        const key = drawn();
        const made = (count === 0 ? fakeKind(name, key) : undefined) ?? fakeCall(name, args.map(argText), key);
        if (made === undefined) throw new Error(`fake.${name} does not take ${count} values`);
        return input(made);
      }),
    ),
  );
}

function asked(): TemplateWorld {
  if (!running?.scope.world) throw new Error('there is no world here');
  return running.scope.world;
}

/** `world("shop.v1.Product", "A-1")` is one thing, `world("shop.v1.Product")` all that a list shows. */
const worldFunctions = [
  celFunc('world', [STRING, DYN], DYN, (type, id) => {
    const text = typeof id === 'object' && isCelUint(id) ? String(id.value) : String(id);
    const found = asked().find(type, text);
    if (!found) throw new Error(`the world has no ${type} "${text.slice(0, 100)}"`);
    return found;
  }),
  celFunc('world', [STRING], DYN, (type) => [...asked().list(type)]),
];

// A schema that is replaced takes its environment with it.
const environments = new WeakMap<Registry, CelEnv>();
let functions: ReturnType<typeof celFunc>[] | undefined;

function environment(types: Registry): CelEnv {
  let found = environments.get(types);
  if (!found) {
    functions ??= [...strings, ...worldFunctions, ...fakeFunctions()];
    const re2 = { compile: linear };
    environments.set(types, (found = celEnv({ registry: types, funcs: functions, re2 })));
  }
  return found;
}

function linear(pattern: string): { test: (text: string) => boolean } {
  const regex = linearRegex(pattern);
  if (typeof regex === 'string') throw new Error(`the pattern "${pattern.slice(0, 120)}" cannot be read: ${regex}`);
  return regex;
}

export function createCel(): CelLibrary {
  return {
    compile(text, names, want) {
      if (text.length > 10_000) return { message: 'This expression is longer than 10,000 characters.' };
      try {
        return program(text, names, want);
      } catch (cause) {
        if (cause instanceof RangeError) return { message: 'This expression nests too deep to be read.' };
        return { message: `This is no expression of CEL: ${reason(cause)}.` };
      }
    },
    node: celNode,
    any: celAny,
    text: celText,
  };
}

function program(text: string, names: CelNames, want?: 'condition'): CelProgram | CelFault {
  const env = environment(names.types);
  const parsed = parse(text.trim());
  const clash = names.variables.find((name) => (NAMES as readonly string[]).includes(name));
  if (clash !== undefined) return { message: `"${clash}" is a name of its own and cannot be set.` };
  const checked = checkCel(parsed.expr, names, (name) => env.funcs.find(name) !== undefined);
  if ('fault' in checked) return checked.fault;
  const { kind } = checked;
  const fault = want === 'condition' ? noCondition(kind) : undefined;
  if (fault) return fault;
  const path = fieldPath(parsed.expr, names);
  const run = plan(env, parsed);
  const evaluate: CelProgram = (scope, key) => {
    const before = running;
    running = { scope, key, drawn: 0 };
    try {
      const value = run(bindings(scope, names, FAKES));
      return isCelError(value) ? { error: reason(value) } : { value };
    } catch (cause) {
      return { error: reason(cause) };
    } finally {
      running = before;
    }
  };
  return Object.assign(evaluate, { path, numbers: numbersOf(kind) });
}

/** Of one value, or of each in a list or a map. */
function numbersOf(kind: Kind): Numbers | undefined {
  if (!kind) return undefined;
  if ('items' in kind) return numbersOf(kind.items);
  if ('entries' in kind) return numbersOf(kind.entries);
  if ('names' in kind) return kind.names;
  return 'scalar' in kind && kind.scalar === ScalarType.FLOAT ? 'float' : undefined;
}

function noCondition(kind: Kind): CelFault | undefined {
  const words = kindWords(kind);
  if (words === undefined || (kind && 'scalar' in kind && kind.scalar === ScalarType.BOOL)) return undefined;
  return { message: `This is ${words}, and a condition is true or false.`, hint: 'Compare it with something, or write has(…) for a field that is set.' }; // prettier-ignore
}

const reason = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause))
    .replaceAll(/\s+/g, ' ')
    .replace(/\.$/, '')
    .replace(/index (-?\d+) out of bounds \[0, -1\)/, 'there is no [$1] in an empty list')
    .slice(0, 400);
