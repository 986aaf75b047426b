import { Client, credentials, type ClientDuplexStream, type ServiceError } from '@grpc/grpc-js';
import type { Metadata as WireMetadata } from '@grpc/grpc-js';
import { USER_AGENT } from './channels.ts';
import { readAnswer, writeQuestion, type Answer, type Question } from './pull-messages.ts';

/** How a server is reached over TLS. */
export interface PullTlsOptions {
  readonly skipVerify: boolean;
  /** Certificate authorities, PEM. */
  readonly ca: Uint8Array | undefined;
  readonly serverName: string | undefined;
  /** Shown to a server that asks who calls: a certificate with its chain, and its key, PEM. */
  readonly identity?: { readonly cert: string; readonly key: string } | undefined;
}

/** Largest answer: one file with all that it imports. */
const MAX_ANSWER = 64 * 1024 * 1024;

export function openClient(target: string, tls: PullTlsOptions | undefined): Client {
  const pem = (text: string | Uint8Array | undefined): Buffer | null => (text === undefined ? null : Buffer.from(text));
  const secure =
    tls &&
    credentials.createSsl(pem(tls.ca), pem(tls.identity?.key), pem(tls.identity?.cert), {
      rejectUnauthorized: !tls.skipVerify,
    });
  return new Client(target, secure ?? credentials.createInsecure(), {
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.enable_http_proxy': 0,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_channelz': 0,
    'grpc.max_receive_message_length': MAX_ANSWER,
    'grpc.primary_user_agent': USER_AGENT,
    ...(tls?.serverName !== undefined && {
      'grpc.ssl_target_name_override': tls.serverName,
      'grpc.default_authority': tls.serverName,
    }),
  });
}

const bytes = (value: Uint8Array): Buffer => Buffer.from(value);
const same = (value: Buffer): Buffer => value;

/** One question after the other on one stream; a server that ends it after each answer gets a new one. */
export class ReflectionStream implements Disposable {
  readonly #client: Client;
  readonly #path: string;
  readonly #metadata: WireMetadata;
  readonly #deadline: Date;
  #call: ClientDuplexStream<Uint8Array, Buffer> | undefined;
  /** Resolves with the code that the call ends with; it can come before the end is read. */
  #over = Promise.resolve(0);

  constructor(client: Client, version: 'v1' | 'v1alpha', metadata: WireMetadata, deadline: Date) {
    this.#client = client;
    this.#path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    this.#metadata = metadata;
    this.#deadline = deadline;
  }

  get path(): string {
    return this.#path;
  }

  /** Rejects with the `ServiceError` that the call ended with. */
  async ask(question: Question): Promise<Answer> {
    const fresh = this.#call === undefined;
    try {
      return await this.#once(question);
    } catch (error) {
      // It ended in good order between two questions: that is allowed, if odd.
      if (fresh || !(error instanceof EndedEarly)) throw error;
      return await this.#once(question);
    }
  }

  #open(): ClientDuplexStream<Uint8Array, Buffer> {
    const options = { deadline: this.#deadline };
    const call = this.#client.makeBidiStreamRequest(this.#path, bytes, same, this.#metadata.clone(), options);
    this.#over = new Promise((resolve) => call.once('status', ({ code }) => resolve(code)));
    return call;
  }

  #once(question: Question): Promise<Answer> {
    const call = (this.#call ??= this.#open());
    const over = this.#over;
    return new Promise<Answer>((resolve, reject) => {
      const done = (): void => {
        call.off('data', onData).off('error', onError).off('end', onEnd);
        call.pause();
      };
      const onData = (data: Buffer): void => {
        done();
        resolve(readAnswer(data));
      };
      const onError = (error: ServiceError): void => {
        done();
        this.#drop();
        reject(error);
      };
      const onEnd = (): void => {
        // A status that is an error is told by `error`.
        void over.then((code) => {
          if (code !== 0) return;
          done();
          this.#drop();
          reject(new EndedEarly());
        });
      };
      call.on('data', onData).on('error', onError).on('end', onEnd);
      call.resume();
      call.write(writeQuestion(question));
    });
  }

  #drop(): void {
    // What it says from now on is of no interest; unheard, it would end the process.
    this.#call?.on('error', () => undefined);
    this.#call = undefined;
  }

  [Symbol.dispose](): void {
    const call = this.#call;
    this.#drop();
    call?.end();
    call?.cancel();
  }
}

/** The server ended the stream with OK, without an answer. */
export class EndedEarly extends Error {
  constructor() {
    super('The server ended the stream without an answer.');
  }
}
