import { expect, test } from 'vitest';
import { Parts } from '../../server/parts.ts';

test('parts are closed the other way round, one after the other', async () => {
  const heard: string[] = [];
  const parts = new Parts(() => heard.push('failed'));
  for (const name of ['ground', 'port', 'calls'])
    parts.opened(async () => {
      heard.push(`${name} closes`);
      await Promise.resolve();
      heard.push(`${name} is closed`);
    });
  await parts.close(0);
  expect(heard).toEqual([
    'calls closes',
    'calls is closed',
    'port closes',
    'port is closed',
    'ground closes',
    'ground is closed',
  ]);
});

test('each part hears how much grace there is, and once only', async () => {
  const heard: number[] = [];
  const parts = new Parts(() => undefined);
  parts.opened((graceMs) => void heard.push(graceMs));
  await Promise.all([parts.close(2_000), parts.close(0)]);
  await parts.close(0);
  expect(heard).toEqual([2_000]);
});

test('a part that cannot be closed is told of, and the others are closed all the same', async () => {
  const heard: string[] = [];
  const failed: unknown[] = [];
  const parts = new Parts((error) => failed.push(error));
  parts.opened(() => void heard.push('first'));
  parts.opened(() => {
    throw new Error('at once');
  });
  parts.opened(() => Promise.reject(new Error('later')));
  parts.opened(() => void heard.push('last'));
  await parts.close(0);
  expect(heard).toEqual(['last', 'first']);
  expect(failed).toEqual([new Error('later'), new Error('at once')]);
});
