import { type ChannelCredentials, Client, credentials } from '@grpc/grpc-js';
import type { ClientCertificate } from './dial.ts';

/** What a call borrows; `release` is called once, with true where the connection turned out to be of no use. */
export interface Borrowed {
  readonly client: Client;
  readonly release: (broken: boolean) => void;
}

interface Channel {
  readonly client: Client;
  calls: number;
  retired: boolean;
  idle: NodeJS.Timeout | undefined;
}

/** One connection for each target, opened by the first call and closed when none has used it for `idleMs`. */
export class Channels {
  readonly #idleMs: number;
  readonly #secure: boolean;
  readonly #certificate: ClientCertificate | undefined;
  readonly #byTarget = new Map<string, Channel>();

  /** `secure`: TLS, to this very server, whose certificate may be for another name. `certificate`: what to show to it. */
  constructor(idleMs: number, secure: boolean, certificate?: ClientCertificate) {
    this.#idleMs = idleMs;
    this.#secure = secure;
    this.#certificate = certificate;
  }

  borrow(target: string): Borrowed {
    const channel = this.#byTarget.get(target) ?? this.#open(target);
    channel.calls += 1;
    clearTimeout(channel.idle);
    let released = false;
    return {
      client: channel.client,
      release: (broken) => {
        if (released) return;
        released = true;
        channel.calls -= 1;
        // A connection that failed would be tried again only after a pause: the next call opens a new one at once.
        if (broken) this.#retire(target, channel);
        if (channel.calls > 0) return;
        if (channel.retired) channel.client.close();
        else channel.idle = setTimeout(() => this.#drop(target, channel), this.#idleMs).unref();
      },
    };
  }

  close(): void {
    for (const [target, channel] of this.#byTarget) this.#drop(target, channel);
  }

  #open(target: string): Channel {
    const client = new Client(target, this.#credentials(), {
      // Each call is told as it happened: a retry would hide what a server did.
      'grpc.enable_retries': 0,
      'grpc.service_config_disable_resolution': 1,
      // An HTTP proxy of the environment has no business between the page and a local server.
      'grpc.enable_http_proxy': 0,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_channelz': 0,
      'grpc.primary_user_agent': USER_AGENT,
      // The target is an address, which TLS allows for no server name.
      ...(this.#secure && { 'grpc.ssl_target_name_override': 'localhost' }),
    });
    const channel: Channel = { client, calls: 0, retired: false, idle: undefined };
    this.#byTarget.set(target, channel);
    return channel;
  }

  #credentials(): ChannelCredentials {
    if (!this.#secure) return credentials.createInsecure();
    const { cert, key } = this.#certificate ?? {};
    return credentials.createSsl(null, pem(key), pem(cert), {
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
  }

  #retire(target: string, channel: Channel): void {
    channel.retired = true;
    if (this.#byTarget.get(target) === channel) this.#byTarget.delete(target);
  }

  #drop(target: string, channel: Channel): void {
    clearTimeout(channel.idle);
    this.#retire(target, channel);
    channel.client.close();
  }
}

const pem = (text: string | undefined): Buffer | null => (text === undefined ? null : Buffer.from(text));

/** The first product of the user agent; grpc-js adds its own. */
export const USER_AGENT = 'understudy-playground';
