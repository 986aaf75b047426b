import { nearestWord } from '../schema/nearest.ts';
import type { Problem } from '../contract/problem.ts';
import { STARTED } from './scenario.ts';
import type { StubSpec } from './spec.ts';

/**
 * Stubs that wait for a state of a scenario to which no stub of any file leads. A warning, for a person or a test may move
 * it there. `specs`: of all files.
 */
export function lostStates(specs: readonly StubSpec[]): readonly Problem[] {
  const reached = new Map<string, Set<string>>();
  const reach = (name: string, state: string): void => {
    const states = reached.get(name) ?? new Set([STARTED]);
    reached.set(name, states.add(state));
  };
  for (const { scenario, does } of specs) {
    if (scenario && scenario.then !== null) reach(scenario.name, scenario.then);
    if (does.kind !== 'script') continue;
    for (const event of does.events)
      for (const action of event.do) if (action.act === 'scenario') reach(action.name, action.to);
  }
  return specs.flatMap(({ scenario, place: { file, line, path } }): readonly Problem[] => {
    if (!scenario || scenario.requires === null || scenario.requires === STARTED) return [];
    const { name, requires } = scenario;
    const states = [...(reached.get(name) ?? [STARTED])];
    if (states.includes(requires)) return [];
    const near =
      states.find((state) => state.toLowerCase() === requires.toLowerCase()) ?? nearestWord(requires, states);
    return [
      {
        severity: 'warning',
        code: 'stub-state',
        file,
        line,
        path: `${path}.scenario.requires`,
        message: `No stub leads to the state "${requires}" of the scenario ${name}.`,
        hint:
          near === undefined
            ? `A scenario begins in the state ${STARTED}; then: moves it on.`
            : `Did you mean ${near}?`,
      },
    ];
  });
}
