import { DEFAULT_PULL_FOLDER } from './config-pull.ts';

export const DEFAULT_PORT = 50051;
/** Fixed, so that the same protos give the same answers on every machine. */
export const DEFAULT_SEED = '42';

export const HELP = `Understudy stands in for gRPC services: it serves every service of your .proto files with believable, reproducible
answers, and shows a page where you call any method and watch every client's calls.

Usage
  understudy [serve] [paths…]          serve the protos in these folders and files (default: protos)
  understudy check [paths…]            compile everything, print each problem, exit 1 on errors
  understudy explain METHOD [paths…]   say how a call to a method is answered, and why
  understudy build [paths…] -o FILE    write a descriptor set, imports and comments included
  understudy types [paths…] [-o FILE]  write the TypeScript types that handlers are written with
  understudy pull HOST:PORT [-o DIR]   write the protos of a running server, which its reflection tells

A path is a folder, a .proto file, a .zip of them, or a descriptor set (.binpb .pb .protoset .desc .json).

Options of all
  -I, --proto-path DIR   a folder that imports are looked up in; may be given more than once (not with pull)
      --no-cache         compile everything, and keep nothing for the next start (not with pull)
      --help             show this help
      --version          show the version

Options of serve
      --port N           port to listen on, 0 for any free one (default ${DEFAULT_PORT}; UNDERSTUDY_PORT)
      --host HOST        address to listen on (default localhost, IPv4 and IPv6; UNDERSTUDY_HOST)
      --seed TEXT        the same seed gives the same answers, everywhere (default ${DEFAULT_SEED}; UNDERSTUDY_SEED)
      --random           another seed for each call; the seed stands in the answer's headers
      --strict           answer only what is configured; everything else is UNIMPLEMENTED
      --strict-world     what nobody created, listed or wrote in a file is NOT_FOUND (UNDERSTUDY_STRICT_WORLD=1)
      --validate         check requests by the schema's protovalidate rules (UNDERSTUDY_VALIDATE=1)
      --world FILE       entities to begin with; may be given more than once. Files named *.world.yaml beside the
                         protos are read anyway
      --tls              speak TLS, with a certificate that is made here, and say how to trust it
      --tls-cert FILE    speak TLS with this certificate (PEM, its chain below it)
      --tls-key FILE     its private key (PEM; UNDERSTUDY_TLS_PASSPHRASE unlocks it)
      --tls-client-ca FILE  clients must show a certificate of these authorities (PEM)
      --tls-client-auth request  serve clients without one all the same (default require)
      --cors ORIGIN      pages of this origin may call, besides those of localhost; * for all; may be given more than once
      --no-cors          no page elsewhere may call
      --max-message SIZE largest message of a client: 65536, 64K, 16MB (default 4MB)
      --no-playground    serve no page
      --no-watch         do not reload protos when they are saved
      --open             open the page in your browser

Options of check and explain
      --json             print what there is to say as JSON

Options of build
  -o, --out FILE         the file to write: JSON where it ends in .json, else binary

Options of types
  -o, --out FILE         the file to write (default understudy-types.d.ts, beside the protos)

Options of pull
  -o, --out DIR          the folder to write to (default ${DEFAULT_PULL_FOLDER})
      --force            overwrite files that are there and differ
  -H, --header 'K: V'    metadata of the request; may be given more than once
      --tls              the server speaks TLS
      --ca FILE          trust these certificate authorities (PEM)
      --server-name NAME the name that the certificate is for, where it is not the host
      --tls-skip-verify  take any certificate
      --timeout SECONDS  give up after so long (default 10)

Examples
  understudy                             serve ./protos on localhost:${DEFAULT_PORT}
  understudy api/ -I third_party --port 0
  understudy check api/ --json
  understudy explain shop.v1.Catalog/GetProduct
  understudy build api/ -o api.binpb     for buf curl --schema, grpcurl -protoset
  understudy types api/                  for api/chat.handlers.ts and such files, which answer calls with code
  understudy pull staging:443 --tls -H 'authorization: Bearer …'
`;
