import { expect, test } from 'vitest';
import { runHttp } from './http-fixture.ts';

const put = { method: 'PUT', headers: { 'content-type': 'application/json' } };

test('states of health are set, listed and taken away', async () => {
  await using http = await runHttp();
  const set = await http.ask('/api/health/shop.v1.Catalog', { ...put, body: '{"status":"NOT_SERVING"}' });
  expect(JSON.parse(set.body)).toEqual({ service: 'shop.v1.Catalog', status: 'NOT_SERVING' });
  const whole = await http.ask('/api/health/*', { ...put, body: '{"status":"UNKNOWN"}' });
  expect(JSON.parse(whole.body)).toEqual({ service: '', status: 'UNKNOWN' });
  expect(JSON.parse((await http.ask('/api/health')).body)).toHaveLength(2);
  expect((await http.ask('/api/health/shop.v1.Catalog', { ...put, method: 'DELETE' })).status).toBe(204);
  expect(JSON.parse((await http.ask('/api/health')).body)).toEqual([{ service: '', status: 'UNKNOWN' }]);
});

test('a state that there is not is refused', async () => {
  await using http = await runHttp();
  const { status, body } = await http.ask('/api/health/x', { ...put, body: '{"status":"FINE"}' });
  expect(status).toBe(400);
  expect(body).toContain('NOT_SERVING');
});
