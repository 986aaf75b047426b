/** `first name` and the names after it, numbered one by one; a number in the list jumps to it. */
function flags(list: string): string {
  let number = 0;
  let text = '';
  for (const word of list.split(' ')) {
    if (/^\d+$/.test(word)) number = Number(word);
    else
      text += ` optional ${/custom|tag|type$|^cast|types?$/.test(word) && !/decl/.test(word) ? 'string' : 'bool'} ${word} = ${number++};`;
  }
  return text;
}

/** Definitions of `gogoproto`: names and numbers only. */
export const GOGO: Readonly<Record<string, string>> = {
  'gogo.proto': `
import "google/protobuf/descriptor.proto";
extend google.protobuf.EnumOptions {${flags('62001 goproto_enum_prefix 62021 goproto_enum_stringer enum_stringer enum_customname enumdecl')} }
extend google.protobuf.EnumValueOptions {${flags('66001 enumvalue_customname')} }
extend google.protobuf.FileOptions {${flags(
    '63001 goproto_getters_all goproto_enum_prefix_all goproto_stringer_all verbose_equal_all face_all gostring_all populate_all stringer_all onlyone_all 63013 equal_all description_all testgen_all benchgen_all marshaler_all unmarshaler_all stable_marshaler_all sizer_all goproto_enum_stringer_all enum_stringer_all unsafe_marshaler_all unsafe_unmarshaler_all goproto_extensions_map_all goproto_unrecognized_all gogoproto_import protosizer_all compare_all typedecl_all enumdecl_all goproto_registration messagename_all goproto_sizecache_all goproto_unkeyed_all',
  )} }
extend google.protobuf.MessageOptions {${flags(
    '64001 goproto_getters 64003 goproto_stringer verbose_equal face gostring populate 67008 stringer 64009 onlyone 64013 equal description testgen benchgen marshaler unmarshaler stable_marshaler sizer 64023 unsafe_marshaler unsafe_unmarshaler goproto_extensions_map goproto_unrecognized 64028 protosizer compare typedecl 64033 messagename goproto_sizecache goproto_unkeyed',
  )} }
extend google.protobuf.FieldOptions {${flags(
    '65001 nullable embed customtype customname jsontag moretags casttype castkey castvalue stdtime stdduration wktpointer castrepeated',
  )} }`,
};
