import fc from 'fast-check';
import { expect, test } from 'vitest';
import { methodName } from '../../../server/world/infer-name.ts';
import { nounsOf, pluralOf, sameNoun, singularOf } from '../../../server/world/infer-noun.ts';

test.each([
  ['GetUser', 'get', 'user'],
  ['get_user', 'get', 'user'],
  ['FetchAllUsers', 'get', 'user'],
  ['LookUpUser', 'get', 'user'],
  ['GetUserByEmail', 'get', 'user'],
  ['ListShelves', 'list', 'shelf'],
  ['UserList', 'list', 'user'],
  ['BatchGetSecretVersions', 'get', 'secret version'],
  ['BulkDeleteTags', 'delete', 'tag'],
  ['CreateOrUpdateRole', 'upsert', 'role'],
  ['UserGet', 'get', 'user'],
  ['Users', 'other', 'user'],
  ['Get', 'get', ''],
  ['LikePost', 'other', 'post'],
  ['SubscribeToOrders', 'watch', 'order'],
  ['ListMessagesForRoom', 'list', 'message'],
  ['RemoveItemFromCart', 'delete', 'item'],
  ['', 'other', ''],
  ['__proto__', 'other', 'proto'],
  ['constructor', 'other', 'constructor'],
])('%s is %s of "%s"', (name, action, noun) => {
  expect([methodName(name).action, methodName(name).noun]).toEqual([action, noun]);
});

test.each([
  ['categories', 'category'],
  ['boxes', 'box'],
  ['addresses', 'address'],
  ['statuses', 'status'],
  ['people', 'person'],
  ['movies', 'movie'],
  ['houses', 'house'],
  ['indices', 'index'],
  ['ids', 'id'],
  ['schemas', 'schema'],
  ['photos', 'photo'],
  ['status', 'status'],
  ['news', 'news'],
  ['bus', 'bus'],
])('one of %s is a %s', (many, one) => {
  expect(singularOf(many)).toBe(one);
});

test('the plural of a noun leads back to it', () => {
  for (const noun of 'user order category box address person shelf status index photo key day company invoice'.split(
    ' ',
  ))
    expect(singularOf(pluralOf(noun))).toBe(noun);
});

test.each([
  ['UserDto', ['user', 'user dto']],
  ['GetUserResponse', ['user', 'get user response']],
  ['Model', ['model']],
  ['UserInfo', ['user', 'user info']],
  ['ChatMessage', ['chat message']],
])('%s is %j', (name, nouns) => {
  expect(nounsOf(name)).toEqual(nouns);
});

test('a noun is the same with more words in front, and not by chance of letters', () => {
  expect(sameNoun('store book', 'book')).toBe(true);
  expect(sameNoun('book', 'store book')).toBe(true);
  expect(sameNoun('notebook', 'book')).toBe(false);
  expect(sameNoun('', '')).toBe(false);
});

test('any text is a name of a method', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const name = methodName(text);
      expect(typeof name.noun).toBe('string');
      expect(nounsOf(text).length).toBeGreaterThan(0);
    }),
  );
});
