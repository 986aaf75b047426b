import type { FieldRow, FileTable, MessageTable } from './file-table.ts';

const message = (
  name: string,
  fields: readonly FieldRow[],
  parts?: Omit<MessageTable, 'name' | 'fields'>,
): MessageTable => ({ name, fields, ...parts });

const TIMESTAMP = 'message:.google.protobuf.Timestamp';
const DURATION = 'message:.google.protobuf.Duration';
const INT64_VALUE = 'message:.google.protobuf.Int64Value';
const ANY = 'message:.google.protobuf.Any';

/** What a channel and a subchannel consist of. */
const parts = (ref: string): readonly FieldRow[] => [
  ['ref', 1, `message:${ref}`],
  ['data', 2, 'message:ChannelData'],
  ['channel_ref', 3, 'message:ChannelRef', 'repeated'],
  ['subchannel_ref', 4, 'message:SubchannelRef', 'repeated'],
  ['socket_ref', 5, 'message:SocketRef', 'repeated'],
];

/** Calls since the start; their numbers stand in the order of the fields. */
const calls = (first: number): readonly FieldRow[] => [
  ['calls_started', first, 'int64'],
  ['calls_succeeded', first + 1, 'int64'],
  ['calls_failed', first + 2, 'int64'],
  ['last_call_started_timestamp', first + 3, TIMESTAMP],
];

const TCP_INFO =
  'state ca_state retransmits probes backoff options snd_wscale rcv_wscale rto ato snd_mss rcv_mss unacked sacked lost ' +
  'retrans fackets last_data_sent last_ack_sent last_data_recv last_ack_recv pmtu rcv_ssthresh rtt rttvar snd_ssthresh ' +
  'snd_cwnd advmss reordering';

const CHANNELS: readonly MessageTable[] = [
  message('Channel', parts('ChannelRef')),
  message('Subchannel', parts('SubchannelRef')),
  message('ChannelConnectivityState', [['state', 1, 'enum:ChannelConnectivityState.State']], {
    enums: [['State', ['UNKNOWN', 'IDLE', 'CONNECTING', 'READY', 'TRANSIENT_FAILURE', 'SHUTDOWN']]],
  }),
  message('ChannelData', [
    ['state', 1, 'message:ChannelConnectivityState'],
    ['target', 2, 'string'],
    ['trace', 3, 'message:ChannelTrace'],
    ...calls(4),
  ]),
  message(
    'ChannelTraceEvent',
    [
      ['description', 1, 'string'],
      ['severity', 2, 'enum:ChannelTraceEvent.Severity'],
      ['timestamp', 3, TIMESTAMP],
      ['channel_ref', 4, 'message:ChannelRef', 'child_ref'],
      ['subchannel_ref', 5, 'message:SubchannelRef', 'child_ref'],
    ],
    { enums: [['Severity', ['CT_UNKNOWN', 'CT_INFO', 'CT_WARNING', 'CT_ERROR']]] },
  ),
  message('ChannelTrace', [
    ['num_events_logged', 1, 'int64'],
    ['creation_timestamp', 2, TIMESTAMP],
    ['events', 3, 'message:ChannelTraceEvent', 'repeated'],
  ]),
];

/** No two kinds of reference have a number in common, so that one cannot be read as another. */
const reference = (name: string, id: string, first: number): MessageTable =>
  message(
    name,
    [
      [id, first, 'int64'],
      ['name', first + 1, 'string'],
    ],
    { reserved: [1, 2, 3, 4, 5, 6, 7, 8].filter((no) => no !== first && no !== first + 1) },
  );

const REFERENCES: readonly MessageTable[] = [
  reference('ChannelRef', 'channel_id', 1),
  reference('SubchannelRef', 'subchannel_id', 7),
  reference('SocketRef', 'socket_id', 3),
  reference('ServerRef', 'server_id', 5),
];

const SERVERS: readonly MessageTable[] = [
  message('Server', [
    ['ref', 1, 'message:ServerRef'],
    ['data', 2, 'message:ServerData'],
    ['listen_socket', 3, 'message:SocketRef', 'repeated'],
  ]),
  message('ServerData', [['trace', 1, 'message:ChannelTrace'], ...calls(2)]),
];

const SOCKETS: readonly MessageTable[] = [
  message('Socket', [
    ['ref', 1, 'message:SocketRef'],
    ['data', 2, 'message:SocketData'],
    ['local', 3, 'message:Address'],
    ['remote', 4, 'message:Address'],
    ['security', 5, 'message:Security'],
    ['remote_name', 6, 'string'],
  ]),
  message('SocketData', [
    ['streams_started', 1, 'int64'],
    ['streams_succeeded', 2, 'int64'],
    ['streams_failed', 3, 'int64'],
    ['messages_sent', 4, 'int64'],
    ['messages_received', 5, 'int64'],
    ['keep_alives_sent', 6, 'int64'],
    ['last_local_stream_created_timestamp', 7, TIMESTAMP],
    ['last_remote_stream_created_timestamp', 8, TIMESTAMP],
    ['last_message_sent_timestamp', 9, TIMESTAMP],
    ['last_message_received_timestamp', 10, TIMESTAMP],
    ['local_flow_control_window', 11, INT64_VALUE],
    ['remote_flow_control_window', 12, INT64_VALUE],
    ['option', 13, 'message:SocketOption', 'repeated'],
  ]),
  message(
    'Address',
    [
      ['tcpip_address', 1, 'message:Address.TcpIpAddress', 'address'],
      ['uds_address', 2, 'message:Address.UdsAddress', 'address'],
      ['other_address', 3, 'message:Address.OtherAddress', 'address'],
    ],
    {
      messages: [
        message('TcpIpAddress', [
          ['ip_address', 1, 'bytes'],
          ['port', 2, 'int32'],
        ]),
        message('UdsAddress', [['filename', 1, 'string']]),
        message('OtherAddress', [
          ['name', 1, 'string'],
          ['value', 2, ANY],
        ]),
      ],
    },
  ),
  message(
    'Security',
    [
      ['tls', 1, 'message:Security.Tls', 'model'],
      ['other', 2, 'message:Security.OtherSecurity', 'model'],
    ],
    {
      messages: [
        message('Tls', [
          ['standard_name', 1, 'string', 'cipher_suite'],
          ['other_name', 2, 'string', 'cipher_suite'],
          ['local_certificate', 3, 'bytes'],
          ['remote_certificate', 4, 'bytes'],
        ]),
        message('OtherSecurity', [
          ['name', 1, 'string'],
          ['value', 2, ANY],
        ]),
      ],
    },
  ),
  message('SocketOption', [
    ['name', 1, 'string'],
    ['value', 2, 'string'],
    ['additional', 3, ANY],
  ]),
  message('SocketOptionTimeout', [['duration', 1, DURATION]]),
  message('SocketOptionLinger', [
    ['active', 1, 'bool'],
    ['duration', 2, DURATION],
  ]),
  message(
    'SocketOptionTcpInfo',
    TCP_INFO.split(' ').map((name, at) => [`tcpi_${name}`, at + 1, 'uint32']),
  ),
];

/** A method: what it asks for, and what it is answered with. */
type MethodRow = readonly [name: string, request: readonly FieldRow[], response: readonly FieldRow[]];

const page = (start: string, first = 1): readonly FieldRow[] => [
  [start, first, 'int64'],
  ['max_results', first + 1, 'int64'],
];
const listOf = (name: string, type: string): readonly FieldRow[] => [
  [name, 1, `message:${type}`, 'repeated'],
  ['end', 2, 'bool'],
];
const one = (name: string): MethodRow => {
  const field = name.toLowerCase();
  return [`Get${name}`, [[`${field}_id`, 1, 'int64']], [[field, 1, `message:${name}`]]];
};

const METHODS: readonly MethodRow[] = [
  ['GetTopChannels', page('start_channel_id'), listOf('channel', 'Channel')],
  ['GetServers', page('start_server_id'), listOf('server', 'Server')],
  one('Server'),
  ['GetServerSockets', [['server_id', 1, 'int64'], ...page('start_socket_id', 2)], listOf('socket_ref', 'SocketRef')],
  one('Channel'),
  one('Subchannel'),
  [
    'GetSocket',
    [
      ['socket_id', 1, 'int64'],
      ['summary', 2, 'bool'],
    ],
    [['socket', 1, 'message:Socket']],
  ],
];

/** The file of `grpc.channelz.v1.Channelz`; that it is the one of gRPC is tested against the file of grpc-js. */
export const CHANNELZ_FILE: FileTable = {
  name: 'grpc/channelz/v1/channelz.proto',
  package: 'grpc.channelz.v1',
  dependencies: ['any', 'duration', 'timestamp', 'wrappers'].map((name) => `google/protobuf/${name}.proto`),
  messages: [
    ...CHANNELS,
    ...REFERENCES,
    ...SERVERS,
    ...SOCKETS,
    ...METHODS.flatMap(([name, request, response]) => [
      message(`${name}Request`, request),
      message(`${name}Response`, response),
    ]),
  ],
  service: 'Channelz',
  methods: METHODS.map(([name]) => [name, `${name}Request`, `${name}Response`]),
};
