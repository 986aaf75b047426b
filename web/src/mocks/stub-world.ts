import type { MethodPath } from '#contract/schema';
import type { StubWorld } from '../lib/stub-complete.ts';
import type { FormatSchema, MethodTypes } from '../lib/stub-spots.ts';
import type { Workspace } from '../state/workspace.svelte.ts';

/** What an editor of stubs knows of the workspace. */
export function stubWorld(format: object, workspace: Workspace): StubWorld {
  return {
    format: format as FormatSchema, // The server writes it as JSON Schema.
    get methods() {
      return [...workspace.methods.values()].map(({ method }) => method.path);
    },
    types: (method) => methodTypes(workspace, method),
    now: () => `${new Date().toISOString().slice(0, 19)}Z`,
  };
}

/** Types of a method; null for one that the schema does not have. */
async function methodTypes(workspace: Workspace, method: MethodPath): Promise<MethodTypes | null> {
  if (!workspace.methods.has(method)) return null;
  const detail = await workspace.detail(method).catch(() => null);
  if (!detail) return null;
  const { messages, enums } = detail;
  return { messages, enums, input: detail.method.input, output: detail.method.output };
}
