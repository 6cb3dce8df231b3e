// A name server over UDP that answers from a table (RFC 1035), and says that everything else does not exist.

import { createSocket, type Socket } from 'node:dgram';

/** What a name has. Of the kinds that mail needs. */
export type Entry =
  | { kind: 'A'; address: string }
  | { kind: 'CNAME'; host: string }
  | { kind: 'MX'; preference: number; host: string }
  | { kind: 'TXT'; text: string }
  | { kind: 'SRV'; priority: number; port: number; host: string };

/** The numbers of the kinds (RFC 1035 section 3.2.2, RFC 2782). */
const KINDS: Record<Entry['kind'], number> = { A: 1, CNAME: 5, MX: 15, TXT: 16, SRV: 33 };
const HEADER_BYTES = 12;
/** A response, which may have asked others (RFC 1035 section 4.1.1). */
const RESPONSE = 0x8180;
const NO_SUCH_NAME = 3;
/** Where the question's name stands in every message, as a pointer (RFC 1035 section 4.1.4). */
const NAME_OF_QUESTION = 0xc00c;
/** The longest piece of a text, in bytes. */
const PIECE_MAX_BYTES = 255;

const name = (host: string) =>
  Buffer.concat([...host.split('.').filter(Boolean).map((label) => Buffer.from(String.fromCharCode(label.length) + label, 'latin1')), Buffer.of(0)]);

function numbers(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  values.forEach((value, at) => buffer.writeUInt16BE(value, at * 2));
  return buffer;
}

function data(entry: Entry): Buffer {
  switch (entry.kind) {
    case 'A':
      return Buffer.from(entry.address.split('.').map(Number));
    case 'CNAME':
      return name(entry.host);
    case 'MX':
      return Buffer.concat([numbers(entry.preference), name(entry.host)]);
    case 'SRV':
      return Buffer.concat([numbers(entry.priority, 0, entry.port), name(entry.host)]);
    case 'TXT': {
      const text = Buffer.from(entry.text);
      const pieces = Array.from({ length: Math.ceil(text.length / PIECE_MAX_BYTES) }, (_, n) => text.subarray(n * PIECE_MAX_BYTES, (n + 1) * PIECE_MAX_BYTES));
      return Buffer.concat(pieces.flatMap((piece) => [Buffer.of(piece.length), piece]));
    }
  }
}

/** The first question of a message: its name in lower case, the number of its kind, and its bytes. */
function question(message: Buffer): { host: string; kind: number; bytes: Buffer } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  while (message[at]) {
    labels.push(message.toString('latin1', at + 1, at + 1 + message[at]));
    at += message[at] + 1;
  }
  return { host: labels.join('.').toLowerCase(), kind: message.readUInt16BE(at + 1), bytes: message.subarray(HEADER_BYTES, at + 5) };
}

/** The server. */
export class NameServer {
  /** What it answers, by name in lower case; may be changed while it runs. */
  readonly names: Record<string, Entry[]>;
  /** Everything it was asked for. */
  readonly asked = new Set<string>();
  readonly #socket: Socket = createSocket('udp4');

  constructor(names: Record<string, Entry[]>) {
    this.names = names;
    this.#socket.on('message', (message, from) => this.#socket.send(this.#answer(message), from.port, from.address));
  }

  /** The operator's settings for it. */
  async start(): Promise<Record<string, string>> {
    await new Promise<void>((ready) => this.#socket.bind(0, '127.0.0.1', ready));
    return { POSTROOM_DNS_SERVERS: `127.0.0.1:${this.#socket.address().port}` };
  }

  #answer(message: Buffer): Buffer {
    const { host, kind, bytes } = question(message);
    this.asked.add(host);
    const known = this.names[host];
    const found = (known ?? []).filter((entry) => KINDS[entry.kind] === kind || entry.kind === 'CNAME');
    const header = numbers(message.readUInt16BE(0), RESPONSE | (known ? 0 : NO_SUCH_NAME), 1, found.length, 0, 0);
    const answers = found.flatMap((entry) => {
      const value = data(entry);
      // Of the Internet, and not to be kept.
      return [numbers(NAME_OF_QUESTION, KINDS[entry.kind], 1, 0, 0, value.length), value];
    });
    return Buffer.concat([header, bytes, ...answers]);
  }

  stop(): Promise<void> {
    return new Promise((done) => this.#socket.close(() => done()));
  }
}
