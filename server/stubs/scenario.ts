import type { ScenarioInfo } from '../contract/stub.ts';
import type { SessionState } from './sessions.ts';
import type { CompiledStub } from './stub.ts';

/** Where each scenario begins. */
export const STARTED = 'started';

export function moveScenario({ scenarios }: SessionState, name: string, to: string): void {
  if (to === STARTED) scenarios.delete(name);
  else scenarios.set(name, to);
}

export const stateOf = (session: SessionState | undefined, scenario: string): string =>
  session?.scenarios.get(scenario) ?? STARTED;

/** The scenarios that stubs name, with their states as far as stubs name them. */
export function listScenarios(
  stubs: Iterable<CompiledStub>,
  state: SessionState | undefined,
  session: string | null,
): readonly ScenarioInfo[] {
  const known = new Map<string, Set<string>>();
  const add = (name: string, ...states: (string | null)[]): void => {
    let found = known.get(name);
    if (!found) known.set(name, (found = new Set([STARTED])));
    for (const each of states) if (each !== null) found.add(each);
  };
  for (const { spec, replies } of stubs) {
    if (spec.scenario) add(spec.scenario.name, spec.scenario.requires, spec.scenario.then);
    for (const reply of replies)
      if (reply.kind === 'script')
        for (const event of reply.events)
          for (const action of event.do) if (action.act === 'scenario') add(action.name, action.to);
  }
  return [...known].map(([name, states]) => {
    const current = stateOf(state, name);
    return { name, state: current, states: [...states.add(current)], session };
  });
}
