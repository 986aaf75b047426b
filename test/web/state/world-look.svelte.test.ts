import { expect, test } from 'vitest';
import { World } from '../../../web/src/state/world.svelte.ts';
import { fakeApi } from '../fake-api.ts';
import { FakeWorld } from '../fake-world.ts';

const world = (): World => new World({ ...fakeApi(), world: new FakeWorld([]) });

test('who looks at the world of a session looks at that of all again when he leaves', () => {
  const looked = world();
  const leave = looked.look('blue');
  expect(looked.session).toBe('blue');
  leave();
  expect(looked.session).toBeNull();
});

test('a place that goes after the next one has come leaves that one alone', () => {
  const looked = world();
  const leaveFirst = looked.look('blue');
  const leaveNext = looked.look('blue');
  leaveFirst();
  expect(looked.session).toBe('blue');
  const leaveLast = looked.look('green');
  leaveNext();
  expect(looked.session).toBe('green');
  leaveLast();
  expect(looked.session).toBeNull();
});
