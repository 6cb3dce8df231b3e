// Mails whose text and files are wrapped in something that is no MIME, each with a payload in every place it has.

/** What is wrapped how. */
export const WRAPPINGS = { tnefHtml, tnefRtf, uuencoded } as const;

const oneLine = (payload: string) => payload.replace(/[\r\n\0]/g, ' ');
const wide = (text: string) => Buffer.from(`${text}\0`, 'utf16le');

const head = (n: number, kind: string) => `From: ${kind} <${kind}${n}@example.org>
To: jobs@company.localhost
Subject: ${kind} ${n}
Message-ID: <${n}.${kind}.payload@example.org>
MIME-Version: 1.0
`;

/** Outlook's winmail.dat whose text is HTML. */
function tnefHtml(payload: string, n: number): string {
  return winmail(n, 'tnefhtml', payload, [0x0102, 0x1013, Buffer.from(`<html><body><p>Before</p>${payload}<p>After</p></body></html>`)]);
}

/** The same whose text is HTML in RTF ([MS-OXRTFEX]), not compressed ([MS-OXRTFCP] section 2.1.3.1.5). */
function tnefRtf(payload: string, n: number): string {
  const escaped = [...oneLine(payload)].map((c) => {
    if ('\\{}'.includes(c)) return `\\${c}`;
    return c > '\x7e' ? `\\u${c.charCodeAt(0)}?` : c;
  });
  const rtf = Buffer.from(`{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\*\\htmltag64 <p>Before</p>}{\\*\\htmltag64 ${escaped.join('')}}{\\*\\htmltag64 <p>After</p>}}`);
  const sizes = Buffer.alloc(16);
  sizes.writeUInt32LE(rtf.length + 12, 0);
  sizes.writeUInt32LE(rtf.length, 4);
  sizes.write('MELA', 8);
  return winmail(n, 'tnefrtf', payload, [0x0102, 0x1009, Buffer.concat([sizes, rtf])]);
}

type Property = readonly [kind: number, id: number, value: Buffer];

function winmail(n: number, kind: string, payload: string, text: Property): string {
  const attribute = (level: number, id: number, data: Buffer) => {
    const begin = Buffer.alloc(9);
    begin.writeUInt8(level, 0);
    begin.writeUInt32LE(id, 1);
    begin.writeUInt32LE(data.length, 5);
    const sum = Buffer.alloc(2);
    sum.writeUInt16LE(data.reduce((sum, byte) => (sum + byte) & 0xffff, 0));
    return Buffer.concat([begin, data, sum]);
  };
  const numbers = (...list: number[]) => Buffer.from(new Uint32Array(list).buffer);
  const properties = (...list: Property[]) =>
    Buffer.concat([
      numbers(list.length),
      ...list.flatMap(([kind, id, value]) => [
        Buffer.from(new Uint16Array([kind, id]).buffer),
        numbers(1, value.length),
        value,
        Buffer.alloc((4 - (value.length % 4)) % 4),
      ]),
    ]);
  const container = Buffer.concat([
    Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]),
    attribute(1, 0x00069007, numbers(1252, 0)),
    attribute(1, 0x00069003, properties(text)),
    attribute(2, 0x00069002, Buffer.alloc(14)),
    attribute(2, 0x0006800f, Buffer.from('content')),
    attribute(2, 0x00069005, properties([0x1f, 0x3707, wide(oneLine(payload))], [0x1f, 0x370e, wide('application/pdf')])),
  ]);
  const encoded = container.toString('base64').replace(/.{76}/g, '$&\n');
  return `${head(n, kind)}Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: base64\n\n${encoded}\n`;
}

/** A file in the middle of the text, from before MIME. */
function uuencoded(payload: string, n: number): string {
  return `${head(n, 'uuencoded')}Content-Type: text/plain; charset=utf-8\n\nBefore\nbegin 644 ${oneLine(payload)}\n+2&%L;&\\@5V5L=\`T\`\n\`\nend\nAfter\n`;
}
