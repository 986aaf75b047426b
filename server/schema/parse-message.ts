import { emptyMessage } from './empty-message.ts';
import { parseEnum } from './parse-enum.ts';
import { parseField, type GroupBody } from './parse-field.ts';
import { parseOptionStatement } from './parse-option.ts';
import { parseExtensionRanges, parseReserved } from './parse-ranges.ts';
import type { Parser } from './parser.ts';
import { ProtoSyntaxError } from './syntax-error.ts';
import { EDITION_2024, type FieldNode, type LocationNode, type MessageNode, type PathNode } from './syntax-tree.ts';

const ROOT_MESSAGES = 4;

/** `message Name { … }`; the current token is `message`, or the word of visibility before it. */
export function parseMessage(p: Parser, path: PathNode): MessageNode {
  const location = p.open(path);
  const visibility = parseVisibility(p, path, 11);
  p.expect('message');
  const nameAt = p.at;
  const name = p.ident('the name of the message');
  p.mark(path, [1], nameAt);
  const message = emptyMessage(name, nameAt, path, visibility, false);
  parseBlock(p, message, location);
  p.close(location);
  return message;
}

/** `export` or `local` before a type, from edition 2024 on. */
export function parseVisibility(p: Parser, path: PathNode, field: number): number {
  const visibility = p.is('local') ? 1 : p.is('export') ? 2 : 0;
  if (visibility === 0) return 0;
  const at = p.at;
  p.lexer.next();
  p.mark(path, [field], at);
  return visibility;
}

/** True at `export message`, `local enum`, …: elsewhere these words are names. */
export function atVisibility(p: Parser, what: 'message' | 'enum'): boolean {
  return p.edition >= EDITION_2024 && (p.is('export') || p.is('local')) && p.lexer.peek().value === what;
}

const groupBody: GroupBody = (p, name, nameAt, path, start) => {
  const location = p.open(path, [], start);
  p.mark(path, [1], nameAt, nameAt + name.length);
  const message = emptyMessage(name, nameAt, path, 0, true);
  parseBlock(p, message, location);
  p.close(location);
  return message;
};

function parseBlock(p: Parser, message: MessageNode, location: LocationNode): void {
  p.expectEnd('{', location);
  p.nested(() => {
    while (!p.acceptEnd('}')) {
      if (p.kind === 'end') throw p.unexpected('"}"');
      p.statement(() => parseMember(p, message));
    }
  });
}

function parseMember(p: Parser, message: MessageNode): void {
  const { path } = message;
  if (p.acceptEnd(';')) return;
  const below = (field: number, index: number): PathNode => ({ parent: path, field, index });
  if (p.is('message') || atVisibility(p, 'message'))
    message.messages.push(parseMessage(p, below(3, message.messages.length)));
  else if (p.is('enum') || atVisibility(p, 'enum')) message.enums.push(parseEnum(p, below(4, message.enums.length)));
  else if (p.is('extensions')) parseExtensionRanges(p, path, message.extensionRanges);
  else if (p.is('reserved')) parseReserved(p, path, message.reserved, { ranges: 9, names: 10 });
  else if (p.is('extend')) parseExtend(p, path, message.extensions, message.messages);
  else if (p.is('option')) parseOptionStatement(p, path, 7, message.options);
  else if (p.is('oneof') && p.lexer.peek().kind === 'ident') parseOneof(p, message);
  else message.fields.push(parseMessageField(p, message, -1));
}

function parseMessageField(p: Parser, message: MessageNode, oneof: number): FieldNode {
  const path = { parent: message.path, field: 2, index: message.fields.length };
  return parseField(
    p,
    { path, messages: message.messages, messagesPath: message.path, messagesField: 3, oneof },
    groupBody,
  );
}

function parseOneof(p: Parser, message: MessageNode): void {
  const index = message.oneofs.length;
  const path: PathNode = { parent: message.path, field: 8, index };
  const location = p.open(path);
  p.expect('oneof');
  const nameAt = p.at;
  const name = p.ident('the name of the oneof');
  p.mark(path, [1], nameAt);
  const oneof = { name, nameAt, path, options: [] };
  message.oneofs.push(oneof);
  p.expectEnd('{', location);
  while (!p.acceptEnd('}')) {
    if (p.kind === 'end') throw p.unexpected('"}"');
    p.statement(() => {
      if (p.acceptEnd(';')) return;
      if (p.is('option')) parseOptionStatement(p, path, 2, oneof.options);
      else message.fields.push(parseMessageField(p, message, index));
    });
  }
  p.close(location);
}

/** `extend Name { … }`, in a message (`owner`) or in the file. */
export function parseExtend(p: Parser, owner: PathNode | undefined, into: FieldNode[], messages: MessageNode[]): void {
  const fieldNumber = owner ? 6 : 7;
  const location = p.open(owner, [fieldNumber]);
  p.expect('extend');
  const at = p.at;
  const name = p.dottedName('the message to extend', true);
  const extendee = { name, at, end: p.lexer.previousEnd };
  p.expectEnd('{', location);
  const before = into.length + p.errors.length;
  for (;;) {
    const end = p.at;
    if (p.acceptEnd('}')) {
      if (into.length + p.errors.length === before)
        p.fail(new ProtoSyntaxError(end, 'The block extends nothing.', 'Give it a field, or take it away.'));
      break;
    }
    if (p.kind === 'end') throw p.unexpected('"}"');
    p.statement(() => {
      if (p.acceptEnd(';')) return;
      const path = { parent: owner, field: fieldNumber, index: into.length };
      const place = {
        path,
        messages,
        messagesPath: owner,
        messagesField: owner ? 3 : ROOT_MESSAGES,
        oneof: -1,
        extendee,
      };
      into.push(parseField(p, place, groupBody));
    });
  }
  p.close(location);
}
