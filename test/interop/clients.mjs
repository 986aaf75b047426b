// The official interop clients, where this machine has them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const COMMON = [
  'empty_unary',
  'large_unary',
  'client_streaming',
  'server_streaming',
  'ping_pong',
  'empty_stream',
  'cancel_after_begin',
  'cancel_after_first_response',
  'timeout_on_sleeping_server',
  'status_code_and_message',
  'custom_metadata',
  'unimplemented_method',
  'unimplemented_service',
];

/** Of a client that is not there, `missing` says how to get it; `command`: what runs one case against a port. */
function goClient() {
  const file = process.env.INTEROP_GO_CLIENT ?? 'client';
  const there = spawnSync(file, ['-help'], { encoding: 'utf8' }).stderr?.includes('test_case') === true;
  return {
    name: 'grpc-go',
    missing: there
      ? undefined
      : 'Install it by "go install google.golang.org/grpc/interop/client@latest", and name it: INTEROP_GO_CLIENT=path.',
    cases: [...COMMON, 'special_status_message'],
    command: (port, one) => ({
      file,
      args: ['-server_host', '127.0.0.1', '-server_port', String(port), '-test_case', one],
    }),
  };
}

/** Has cases of compression, which grpc-go's has not. */
function rubyClient() {
  const asked = spawnSync('ruby', ['-e', 'print Gem::Specification.find_by_name("grpc").gem_dir'], {
    encoding: 'utf8',
  });
  const file = join(asked.status === 0 ? asked.stdout : '', 'src/ruby/pb/test/client.rb');
  return {
    name: 'grpc for Ruby',
    missing:
      asked.status === 0 && existsSync(file)
        ? undefined
        : 'Install it by "gem install grpc googleauth", or from a distribution: apt-get install ruby-grpc.',
    cases: [...COMMON, 'client_compressed_unary', 'client_compressed_streaming'],
    command: (port, one) => ({
      file: 'ruby',
      args: [
        file,
        '--server_host',
        '127.0.0.1',
        '--server_port',
        String(port),
        '--test_case',
        one,
        '--use_tls',
        'false',
      ],
    }),
  };
}

export const clients = () => [goClient(), rubyClient()];
