import type { DescMethod } from '@bufbuild/protobuf';
import type { MethodPlan } from './resource.ts';

/** What a method does with the world; undefined for methods that work on no resource. Cached by descriptor. */
export function planMethod(_method: DescMethod): MethodPlan | undefined {
  return undefined;
}
