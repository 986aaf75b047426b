import { expect, test } from 'vitest';
import { ruleProblems } from '../../../server/generate/rule-problems.ts';
import { loadRulesLibrary } from '../../../server/rules/library.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const HEAD = `syntax = "proto3"; package p;
  import "buf/validate/validate.proto";
`;
const PV = '(buf.validate.field)';

test('expressions that nothing satisfies, or that do not compile, are warnings where they stand', async () => {
  await loadRulesLibrary();
  const cel = (id: string, text: string): string =>
    `(buf.validate.message).cel = {id: "${id}", message: "no", expression: "${text}"}`;
  const schema = schemaFrom(`${HEAD}
message Never { option ${cel('never', 'this.a > this.a')};
  int32 a = 1; }
message Broken { option ${cel('broken', 'this.nothing == 1')}; int32 a = 1; }
message Field {
  string a = 1 [${PV}.cel = {id: "a", message: "no", expression: "this.size() < 0"}]; }
message Unknown { option (buf.validate.message).oneof = {fields: ["zzz"]}; int32 a = 1; }
message Fine { option ${cel('fine', 'this.a > 3')}; int32 a = 1; }`);
  expect(ruleProblems(schema).map(({ code, line }) => `${code} ${line}`)).toEqual([
    'rule-unmet 4',
    'rule-broken 6',
    'rule-unmet 8',
    'rule-broken 9',
  ]);
});
