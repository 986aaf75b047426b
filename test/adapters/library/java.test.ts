import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startUnderstudy } from '../../../server/library/start-understudy.ts';
import { trustAdvice } from '../../../server/tls/trust-advice.ts';

const there = spawnSync('keytool', ['-help']).status === 0 && spawnSync('javac', ['-version']).status === 0;
const HOW = there ? '' : ' (skipped: no javac and keytool; install a JDK of 11 or newer)';

const CLIENT = `
import java.net.URI;
import java.net.http.*;
public class Client {
  public static void main(String[] args) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(args[0])).header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{}")).build();
    try {
      var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      System.out.print(answer.version() + " " + answer.body());
    } catch (javax.net.ssl.SSLHandshakeException refused) {
      System.out.print("refused");
    }
  }
}`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy java-'));
  writeFileSync(join(folder, 'Client.java'), CLIENT);
  const proto =
    'syntax = "proto3"; package t.v1; message Text { string text = 1; } service Say { rpc Hello(Text) returns (Text); }';
  writeFileSync(join(folder, 't.proto'), proto);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sh = async (line: string): Promise<string> =>
  (await promisify(execFile)('sh', ['-c', line], { cwd: folder, timeout: 50_000 })).stdout;

test.skipIf(!there)(
  `Java trusts the authority by the two lines that are printed, and not without them${HOW}`,
  async () => {
    await using mock = await startUnderstudy({ protos: join(folder, 't.proto'), tls: true });
    await mock.stub('t.v1.Say/Hello', { reply: { message: { text: 'hi' } } });
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, mock.ca!);
    const advice = trustAdvice({ caFile, address: mock.address, until: '', platform: 'linux' });
    const at = advice.findIndex((line) => line.trimStart().startsWith('Java'));
    const [store, run] = [advice[at]!.trimStart().replace(/^Java +/, ''), advice[at + 1]!.trim()];
    const client = `-cp . Client https://${mock.address}/t.v1.Say/Hello`;
    await sh('javac Client.java');
    expect(await sh(`java ${client}`)).toBe('refused');
    await sh(store);
    expect(readFileSync(join(folder, 'understudy.p12')).length).toBeGreaterThan(0);
    expect(await sh(run.replace('…', client))).toBe('HTTP_2 {"text":"hi"}');
  },
);
