import type { DescFile, DescMessage, DescMethod } from '@bufbuild/protobuf';
import { operationOf } from '../generate/annotations.ts';
import type { ResponsePlan } from './resource.ts';

const OPERATION = 'google.longrunning.Operation';

const closures = new WeakMap<DescFile, readonly DescFile[]>();

/** A file and all that it imports. */
export function filesBelow(file: DescFile): readonly DescFile[] {
  let files = closures.get(file);
  if (!files) {
    const found = new Set<DescFile>([file]);
    // A set goes on to what is added while it is walked.
    for (const one of found) for (const imported of one.dependencies) found.add(imported);
    closures.set(file, (files = [...found]));
  }
  return files;
}

/** A message by its name as an option says it: full, or within the package of the file. */
export function messageNamed(file: DescFile, name: string): DescMessage | undefined {
  const full = name.replace(/^\./, '');
  for (const wanted of full.includes('.')
    ? [full, `${file.proto.package}.${full}`]
    : [`${file.proto.package}.${full}`, full])
    for (const { proto, messages } of filesBelow(file)) {
      if (proto.package !== '' && !wanted.startsWith(`${proto.package}.`)) continue;
      let [among, found]: [readonly DescMessage[], DescMessage | undefined] = [messages, undefined];
      for (const part of wanted.slice(proto.package === '' ? 0 : proto.package.length + 1).split('.')) {
        found = among.find((message) => message.name === part);
        among = found?.nestedMessages ?? [];
      }
      if (found) return found;
    }
  return undefined;
}

type OperationPlan = NonNullable<ResponsePlan['operation']>;
const plans = new WeakMap<DescMethod, OperationPlan | null>();

/** What a method that answers with a long-running operation ends with; undefined for other methods. */
export function operationPlan(method: DescMethod): OperationPlan | undefined {
  let plan = plans.get(method);
  if (plan === undefined) {
    plan = null;
    if (method.output.typeName === OPERATION && method.parent.typeName !== 'google.longrunning.Operations') {
      const { response, metadata } = operationOf(method);
      const find = (name: string | undefined): DescMessage | undefined =>
        name === undefined ? undefined : messageNamed(method.parent.file, name);
      plan = { response: find(response), metadata: find(metadata) };
    }
    plans.set(method, plan);
  }
  return plan ?? undefined;
}

/** The message that says what a method did: its answer, or that of the operation it begins. */
export const answerOf = (method: DescMethod): DescMessage => operationPlan(method)?.response ?? method.output;
