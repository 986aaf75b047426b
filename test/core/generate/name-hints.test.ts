import { expect, test } from 'vitest';
import { FLAG_HINTS, hintFor, STRING_HINTS, TIME_HINTS } from '../../../server/generate/name-hints.ts';
import { NUMBER_HINTS } from '../../../server/generate/number-hints.ts';
import { generateMessage } from '../../../server/generate/generate-message.ts';
import { textKey } from '../../../server/generate/hash.ts';
import { NUMBERS } from '../../../server/generate/numbers.ts';
import { TEXT } from '../../../server/generate/strings.ts';
import { nounOf, subjectOf } from '../../../server/generate/subjects.ts';
import { itemWords, splitWords } from '../../../server/generate/words.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const kind = (rows: typeof STRING_HINTS, name: string, message = 'Thing'): string | undefined =>
  hintFor(rows, splitWords(name), nounOf(message))?.kind;

test.each([
  ['email', 'email'],
  ['contactEmail', 'email'],
  ['e_mail_address', 'email'],
  ['user_id', 'id'],
  ['userID', 'id'],
  ['uuid', 'uuid'],
  ['phone_number', 'phone'],
  ['given_name', 'first name'],
  ['avatar_url', 'image url'],
  ['profile_url', 'url'],
  ['next_page_token', 'empty'],
  ['page_token', 'empty'],
  ['access_token', 'secret'],
  ['country', 'country'],
  ['country_code', 'country code'],
  ['shipping_city', 'city'],
  ['zip_code', 'postal'],
  ['address_line1', 'street'],
  ['currency', 'currency'],
  ['language_code', 'language'],
  ['client_ip', 'ip'],
  ['ipv6_address', 'ipv6'],
  ['user_agent', 'user agent'],
  ['description', 'about'],
  ['created_at', 'time'],
  ['sku', 'sku'],
  ['tracking_number', 'number code'],
  ['status', 'status'],
  ['slug', 'slug'],
])('the text field %s is a kind of %s', (name, expected) => {
  expect(kind(STRING_HINTS, name)).toBe(expected);
});

test.each([
  ['video_title', 'title'],
  ['provider', 'company'],
  ['side', undefined],
  ['valid', undefined],
  ['identity', undefined],
  ['paid_by', 'user name'],
  ['recipient', 'person'],
  ['emailed_by', 'user name'],
  ['curl', undefined],
  ['shipment', undefined],
  ['hostage', undefined],
  ['capacity', undefined],
  ['citation', undefined],
  ['imagery', undefined],
  ['discountry', undefined],
  ['codec', undefined],
  ['trip', undefined],
  ['username', 'user name'],
  ['filename', 'file name'],
  ['stage', 'environment'],
  ['grid', undefined],
  ['idea', undefined],
  ['android', undefined],
  ['width', undefined],
  ['bandwidth', undefined],
  ['paid', undefined],
  ['inside', undefined],
  ['residence', undefined],
  ['monkey', undefined],
  ['statement', undefined],
  ['estate', undefined],
  ['typeface', undefined],
  ['basement', undefined],
  ['latency', undefined],
])('%s is no accident of its letters', (name, expected) => {
  expect(kind(STRING_HINTS, name)).toBe(expected);
});

test.each([
  ['latitude', 'latitude'],
  ['lng', 'longitude'],
  ['unit_price', 'price'],
  ['total_amount', 'amount'],
  ['quantity', 'quantity'],
  ['age', 'age'],
  ['page', 'small'],
  ['usage', undefined],
  ['message_count', 'count'],
  ['total_size', 'count'],
  ['price_cents', 'minor units'],
  ['rating', 'rating'],
  ['progress_percent', 'percent'],
  ['created_at', 'epoch seconds'],
  ['timestamp_ms', 'epoch millis'],
  ['timeout_seconds', 'duration seconds'],
  ['weight_grams', 'grams'],
  ['port', 'port'],
  ['report', undefined],
  ['support', undefined],
])('the number field %s is a kind of %s', (name, expected) => {
  expect(kind(NUMBER_HINTS, name)).toBe(expected);
});

test.each([
  ['heart_rate', 'heart rate', 'int32', 54, 128],
  ['restingHeartRateBpm', 'heart rate', 'int32', 54, 128],
  ['spo2', 'oxygen saturation', 'double', 94, 100],
  ['systolic', 'systolic', 'int32', 104, 138],
  ['calories_burned', 'calories', 'int32', 90, 780],
  ['wind_speed_kmh', 'wind speed', 'double', 1, 44],
  ['pm25', 'particles', 'double', 2, 46],
  ['co2_ppm', 'carbon dioxide', 'int32', 410, 1_180],
  ['pressure_hpa', 'air pressure', 'double', 986, 1_034],
  ['vcpus', 'processors', 'int32', 1, 32],
  ['memory_mb', 'memory megabytes', 'int64', 128, 16_384],
  ['exchange_rate', 'exchange rate', 'double', 0.62, 1.48],
  ['unix_ms', 'epoch millis', 'int64', 1_400_000_000_000, 2_000_000_000_000],
])('the measure %s is a %s, and lies where such things lie', (name, expected, type, low, high) => {
  expect(kind(NUMBER_HINTS, name, 'Reading')).toBe(expected);
  const proto = `syntax = "proto3"; message Reading { ${type} ${name} = 1; } service S { rpc Get(Reading) returns (Reading); }`;
  const { desc, types } = schemaFrom(proto).method('/S/Get')!;
  for (let a = 0; a < 50; a++) {
    const made = generateMessage(desc.output, { types, seed: textKey('s'), key: textKey(String(a)) });
    const value = Number(Object.values(made).find((one) => typeof one === 'number' || typeof one === 'bigint'));
    expect(value).toBeGreaterThanOrEqual(low);
    expect(value).toBeLessThanOrEqual(high);
  }
});

test.each([
  ['workload', 'load'],
  ['is_current', 'current'],
  ['discharge', 'fuel'],
  ['paragraph', 'acidity'],
  ['shares', 'shares'],
  ['charge', 'fuel'],
  ['step', 'steps'],
  ['background', 'noise'],
])('the number %s is no %s', (name, accident) => {
  expect(kind(NUMBER_HINTS, name)).not.toBe(accident);
});

test.each([
  ['create_time', 'created'],
  ['updated_at', 'updated'],
  ['last_login_time', 'updated'],
  ['start_time', 'start'],
  ['end_time', 'end'],
  ['expires_at', 'expires'],
  ['delete_time', 'deleted'],
  ['delivered_at', 'done'],
  ['birth_date', 'birth'],
])('the time field %s is the moment %s', (name, expected) => {
  expect(kind(TIME_HINTS, name)).toBe(expected);
});

test('flags: success is on, deleted and has_more are off', () => {
  expect(['success', 'deleted', 'has_more', 'active', 'gift'].map((name) => kind(FLAG_HINTS, name))).toEqual([
    'on',
    'off',
    'off',
    'mostly',
    undefined,
  ]);
});

test('a name is of what the message is about', () => {
  expect(
    ['User', 'GetProductResponse', 'CountryInfo', 'BookReview', 'Acme'].map((name) => subjectOf(nounOf(name))),
  ).toEqual(['person', 'product', 'country', 'book', undefined]);
});

test('every kind that the tables name has a maker', () => {
  expect(STRING_HINTS.map((row) => row.kind).filter((name) => TEXT[name] === undefined)).toEqual([]);
  expect(NUMBER_HINTS.map((row) => row.kind).filter((name) => NUMBERS[name] === undefined)).toEqual([]);
});

test('names are split into words, and lists into items', () => {
  expect(splitWords('HTTPServerURL2')).toBe('http server url 2');
  expect(['addresses', 'categories', 'boxes', 'skus', 'status', 'user ids'].map(itemWords)).toEqual([
    'address',
    'category',
    'box',
    'sku',
    'status',
    'user id',
  ]);
});
