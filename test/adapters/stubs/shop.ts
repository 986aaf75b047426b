/** A service with one method of each kind, and two more. */
export const SHOP = `
  syntax = "proto3";
  package shop.v1;
  message Item { string sku = 1; int32 left = 2; string note = 3; }
  message Note { string text = 1; }
  service Shop {
    rpc GetItem(Item) returns (Item);
    rpc TellItem(Item) returns (stream Item);
    rpc CountItems(stream Item) returns (Item);
    rpc Talk(stream Item) returns (stream Item);
    rpc Pay(Item) returns (Item);
    rpc Mix(stream Item) returns (stream Note);
  }
`;
