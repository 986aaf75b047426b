import { inherit, ownFeatures, type Features } from './features.ts';
import type { FileContext } from './file-context.ts';
import type { EnumNode, MessageNode, Named, OptionNode } from './syntax-tree.ts';

const PASCAL = /^[A-Z][A-Za-z0-9]*$/;
const SNAKE = /^[a-z][a-z0-9]*(?:_[a-z][a-z0-9]*)*$/;
const SCREAMING = /^[A-Z][A-Z0-9]*(?:_[A-Z][A-Z0-9]*)*$/;

/** From edition 2024 on, names have a style, unless `features.enforce_naming_style` says otherwise. */
export function checkNamingStyle(ctx: FileContext): void {
  const { file, problems } = ctx;
  const expect = (node: Named, pattern: RegExp, style: string, features: Features): void => {
    if (features.enforce_naming_style !== 'STYLE2024' || pattern.test(node.name)) return;
    problems.error(
      'naming-style',
      node.nameAt,
      `"${node.name}" should be in ${style}.`,
      'Rename it, or say: features.enforce_naming_style = STYLE_LEGACY.',
    );
  };
  const below = (features: Features, { options }: { readonly options: readonly OptionNode[] }): Features =>
    inherit(features, ownFeatures(options));
  const enumeration = (type: EnumNode, outer: Features): void => {
    const features = below(outer, type);
    expect(type, PASCAL, 'PascalCase', features);
    for (const value of type.values) expect(value, SCREAMING, 'SCREAMING_SNAKE_CASE', below(features, value));
  };
  const message = (node: MessageNode, outer: Features): void => {
    const features = below(outer, node);
    if (node.mapEntry) return;
    expect(node, PASCAL, 'PascalCase', features);
    for (const field of [...node.fields, ...node.extensions])
      expect(field, SNAKE, 'snake_case', below(features, field));
    for (const oneof of node.oneofs) if (oneof.path) expect(oneof, SNAKE, 'snake_case', below(features, oneof));
    for (const type of node.enums) enumeration(type, features);
    for (const nested of node.messages) message(nested, features);
  };
  const features = ctx.features;
  if (file.package !== '')
    for (const part of file.package.split('.'))
      expect({ name: part, nameAt: file.packageAt }, SNAKE, 'lower_snake_case', features);
  for (const node of file.messages) message(node, features);
  for (const type of file.enums) enumeration(type, features);
  for (const extension of file.extensions) expect(extension, SNAKE, 'snake_case', below(features, extension));
  for (const service of file.services) {
    const own = below(features, service);
    expect(service, PASCAL, 'PascalCase', own);
    for (const method of service.methods) expect(method, PASCAL, 'PascalCase', below(own, method));
  }
}
