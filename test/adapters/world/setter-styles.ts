import { expect } from 'vitest';
import type { Loaded } from '../../support/loaded-client.ts';
import { sorted, type Style, values } from './style.ts';

/** Methods that set one thing of an entity. */
export const SETTER_STYLES: readonly Style[] = [
  {
    title: 'setters of an invoice, its state under another name',
    pkg: 'invoices',
    service: 'Invoicing',
    proto: `
      enum InvoiceStatus { INVOICE_STATUS_UNSPECIFIED = 0; DRAFT = 1; OPEN = 2; PAID = 3; }
      message Invoice { string id = 1; InvoiceStatus status = 2; string due_date = 3; string note = 4; }
      message GetInvoiceRequest { string id = 1; }
      message CreateInvoiceRequest { string note = 1; }
      message ChangeInvoiceStatusRequest { string id = 1; InvoiceStatus new_status = 2; }
      message RescheduleInvoiceRequest { string invoice_id = 1; string new_due_date = 2; }
      message SetInvoiceNoteRequest { string invoice_id = 1; string text = 2; }
      service Invoicing {
        rpc GetInvoice(GetInvoiceRequest) returns (Invoice);
        rpc CreateInvoice(CreateInvoiceRequest) returns (Invoice);
        rpc ChangeInvoiceStatus(ChangeInvoiceStatusRequest) returns (Invoice);
        rpc RescheduleInvoice(RescheduleInvoiceRequest) returns (Invoice);
        rpc SetInvoiceNote(SetInvoiceNoteRequest) returns (google.protobuf.Empty);
      }`,
    async walk(call) {
      const { id } = await call('CreateInvoice', { note: 'first' });
      expect(await call('ChangeInvoiceStatus', { id, new_status: 'PAID' })).toMatchObject({ status: 'PAID' });
      await call('RescheduleInvoice', { invoice_id: id, new_due_date: '2026-12-24' });
      await call('SetInvoiceNote', { invoice_id: id, text: 'second' });
      expect(await call('GetInvoice', { id })).toMatchObject({
        status: 'PAID',
        due_date: '2026-12-24',
        note: 'second',
      });
      await expect(call('ChangeInvoiceStatus', { id: '', new_status: 'PAID' })).rejects.toMatchObject({ code: 3 });
    },
  },
  {
    title: 'a deployment that is scaled, in its spec, down to nothing',
    pkg: 'scaling',
    service: 'Deployments',
    proto: `
      message DeploymentSpec { int32 replicas = 1; string image = 2; }
      message DeploymentStatus { int32 replicas = 1; int32 ready_replicas = 2; }
      message Deployment { string name = 1; DeploymentSpec spec = 2; DeploymentStatus status = 3; }
      message GetDeploymentRequest { string name = 1; }
      message CreateDeploymentRequest { Deployment deployment = 1; }
      message ScaleDeploymentRequest { string name = 1; int32 replicas = 2; }
      message SetImageRequest { string name = 1; string image = 2; }
      service Deployments {
        rpc GetDeployment(GetDeploymentRequest) returns (Deployment);
        rpc CreateDeployment(CreateDeploymentRequest) returns (Deployment);
        rpc ScaleDeployment(ScaleDeploymentRequest) returns (Deployment);
        rpc SetDeploymentImage(SetImageRequest) returns (Deployment);
      }`,
    async walk(call) {
      await call('CreateDeployment', { deployment: { name: 'web', spec: { replicas: 1, image: 'web:1' } } });
      await call('ScaleDeployment', { name: 'web', replicas: 5 });
      expect((await call('GetDeployment', { name: 'web' }))['spec']).toMatchObject({ replicas: 5, image: 'web:1' });
      await call('SetDeploymentImage', { name: 'web', image: 'web:2' });
      await call('ScaleDeployment', { name: 'web', replicas: 0 });
      expect(await call('GetDeployment', { name: 'web' })).toMatchObject({ spec: { image: 'web:2' } });
      expect(((await call('GetDeployment', { name: 'web' }))['spec'] as Loaded)['replicas'] ?? 0).toBe(0);
    },
  },
  {
    title: 'prices and stock, set by other names',
    pkg: 'pricing',
    service: 'Catalog',
    proto: `
      message Money { string currency = 1; int64 units = 2; }
      message Product { string sku = 1; string title = 2; Money price = 3; int32 stock = 4; repeated string tags = 5; }
      message ProductRef { string sku = 1; }
      message SetPriceRequest { string sku = 1; Money amount = 2; }
      message SetStockRequest { string sku = 1; int32 quantity = 2; }
      message StockReply { bool ok = 1; }
      service Catalog {
        rpc GetProduct(ProductRef) returns (Product);
        rpc SetPrice(SetPriceRequest) returns (Product);
        rpc SetStock(SetStockRequest) returns (StockReply);
      }`,
    async walk(call) {
      const before = await call('GetProduct', { sku: 'LAMP' });
      expect(await call('SetPrice', { sku: 'LAMP', amount: { currency: 'EUR', units: '42' } })).toMatchObject({
        price: { currency: 'EUR', units: '42' },
      });
      expect(await call('SetStock', { sku: 'LAMP', quantity: 12_345 })).toEqual({ ok: true });
      expect(await call('GetProduct', { sku: 'LAMP' })).toEqual({
        ...before,
        price: { currency: 'EUR', units: '42' },
        stock: 12_345,
      });
    },
  },
  {
    title: 'tickets that are handed on, and a page object that says where it is',
    pkg: 'desk',
    service: 'Desk',
    proto: `
      enum Priority { PRIORITY_UNSPECIFIED = 0; LOW = 1; HIGH = 2; }
      message Ticket { string ticket_id = 1; string title = 2; string agent_id = 3; Priority priority = 4; bool archived = 5; }
      message Pagination { int32 page_number = 1; int32 per_page = 2; }
      message PageInfo { int32 total_count = 1; bool has_next = 2; }
      message TicketQuery { repeated Priority priorities = 1; string agent_id = 2; }
      message ListTicketsRequest { TicketQuery query = 1; Pagination pagination = 2; }
      message ListTicketsResponse { repeated Ticket items = 1; PageInfo page_info = 2; }
      message GetTicketRequest { string ticket_id = 1; }
      message OpenTicketRequest { string title = 1; Priority priority = 2; }
      message HandOverTicketRequest { string ticket_id = 1; string to_agent_id = 2; }
      message EscalateTicketRequest { string ticket_id = 1; Priority target = 2; }
      service Desk {
        rpc GetTicket(GetTicketRequest) returns (Ticket);
        rpc OpenTicket(OpenTicketRequest) returns (Ticket);
        rpc ListTickets(ListTicketsRequest) returns (ListTicketsResponse);
        rpc HandOverTicket(HandOverTicketRequest) returns (Ticket);
        rpc EscalateTicket(EscalateTicketRequest) returns (Ticket);
      }`,
    async walk(call) {
      const ids: unknown[] = [];
      for (let index = 0; index < 5; index++) {
        const { ticket_id: id } = await call('OpenTicket', { title: `Ticket ${index}`, priority: 'LOW' });
        await call('HandOverTicket', { ticket_id: id, to_agent_id: 'agent-smith' });
        if (index > 1) await call('EscalateTicket', { ticket_id: id, target: 'HIGH' });
        ids.push(id);
      }
      expect(await call('GetTicket', { ticket_id: ids[4] })).toMatchObject({
        agent_id: 'agent-smith',
        priority: 'HIGH',
      });
      const ask = (page: number) =>
        call('ListTickets', {
          query: { priorities: ['HIGH'], agent_id: 'agent-smith' },
          pagination: { page_number: page, per_page: 2 },
        });
      const [first, second] = [await ask(1), await ask(2)];
      expect(sorted([...values(first, 'items', 'ticket_id'), ...values(second, 'items', 'ticket_id')])).toEqual(
        sorted(ids.slice(2)),
      );
      expect(first['page_info']).toMatchObject({ total_count: 3, has_next: true });
      expect(second['page_info']).toMatchObject({ total_count: 3 });
    },
  },
];
