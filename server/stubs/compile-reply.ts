import type { ReplySpec, StatusSpec, ValueSpec } from './spec.ts';
import type { CompiledEntries, CompiledReply, CompiledStatus } from './stub.ts';
import { messageTemplate, textTemplate, metadataTemplate, type TemplateContext } from './template.ts';

/** A reply with its templates. */
export function compileReply(spec: ReplySpec, path: string, context: TemplateContext): CompiledReply {
  return {
    kind: 'reply',
    headers: compileEntries(spec.headers, context),
    trailers: compileEntries(spec.trailers, context),
    generated: spec.generated,
    message: spec.message && messageTemplate(spec.message, context, spec.generated),
    after: spec.after,
    compress: spec.compress,
    status: spec.status && compileStatus(spec.status, context),
    stream:
      spec.stream &&
      spec.stream.map((item, index) => ({
        after: item.after,
        message: item.message && messageTemplate(item.message, context, item.generated),
        generated: item.generated,
        end: item.end && compileStatus(item.end, context),
        path: `${path}.stream[${index}]`,
      })),
    repeat: spec.repeat,
    path,
  };
}

export const compileEntries = (
  entries: readonly { readonly key: string; readonly value: ValueSpec }[],
  context: TemplateContext,
): CompiledEntries => entries.map(({ key, value }) => ({ key, value: metadataTemplate(key, value, context) }));

export function compileStatus(spec: StatusSpec, context: TemplateContext): CompiledStatus {
  return {
    status: spec.status,
    message: spec.message && textTemplate(spec.message, context),
    details: spec.details.map((detail) => ({
      type: detail.desc?.typeName ?? '',
      message: messageTemplate(detail, context),
    })),
  };
}
