/** What is known of the certificate that was made. */
export interface MadeHere {
  /** File of its authority. */
  readonly caFile: string;
  /** `localhost:50051` */
  readonly address: string;
  /** `2029-02-20` */
  readonly until: string;
  readonly platform: string;
}

/** How clients come to trust the certificate that was made, line by line. */
export function trustAdvice({ caFile, address, until, platform }: MadeHere): readonly string[] {
  const file = shellWord(caFile, platform);
  return [
    `TLS: a certificate for this machine alone, made by Understudy, good until ${until}. Its authority: ${caFile}`,
    ...SYSTEMS[platform in SYSTEMS ? platform : 'linux']!(file).map(([what, how]) => row(what, how)),
    row('Node', `NODE_EXTRA_CA_CERTS=${file} node …`),
    row('Python', `grpc.ssl_channel_credentials(open(${JSON.stringify(caFile)}, "rb").read())`),
    row(
      'Java',
      `keytool -importcert -noprompt -alias understudy -file ${file} -keystore understudy.p12 -storepass changeit`,
    ),
    row('', 'java -Djavax.net.ssl.trustStore=understudy.p12 -Djavax.net.ssl.trustStorePassword=changeit …'),
    row('curl', `curl --cacert ${file} https://${address}/`),
    row('grpcurl', `grpcurl -cacert ${file} ${address} list`),
    row('buf curl', `buf curl --cacert ${file} https://${address} --list-methods`),
  ];
}

const row = (what: string, how: string): string => `  ${what.padEnd(9)} ${how}`;

const SYSTEMS: Readonly<Record<string, (file: string) => readonly (readonly [string, string])[]>> = {
  darwin: (file) => [['system', `security add-trusted-cert -k ~/Library/Keychains/login.keychain-db ${file}`]],
  win32: (file) => [['system', `certutil -user -addstore Root ${file}`]],
  linux: (file) => [
    ['system', `sudo cp ${file} /usr/local/share/ca-certificates/understudy.crt && sudo update-ca-certificates`],
    ['Chrome', `certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n understudy -i ${file}`],
  ],
};

/** As a shell takes it for one word. */
const shellWord = (path: string, platform: string): string =>
  /^[\w@%+=:,./\\-]+$/.test(path) ? path : platform === 'win32' ? `"${path}"` : `'${path.replaceAll("'", `'\\''`)}'`;
