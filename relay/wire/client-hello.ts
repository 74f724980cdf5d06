/**
 * What a relay may read of a visitor: the first TLS message, and of it the name and the protocols that it asks for.
 *
 *   record     1 type = 22   2 version   2 length (1..16,384)                    RFC 8446, 5.1
 *   handshake  1 type = 1    3 length                                            RFC 8446, 4
 *   hello      2 version  32 random  1+n session  2+n suites  1+n compression  2+n extensions     4.1.2
 *     server_name (0)        2 list  (1 type = 0  2+n host)                      RFC 6066, 3
 *     alpn (16)              2 list  (1+n protocol) ...                          RFC 7301, 3.1
 *
 * A hello with post-quantum keys is longer than one TCP segment, and senders cut it over records as they like.
 * Pure: bytes in, values out. Sockets live in `relay/front`.
 */

/** On the wire, record headers and all. */
export const MAX_HELLO_BYTES = 16_384;

const RECORD_HEADER = 5;
const HANDSHAKE_HEADER = 4;
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const HOST_NAME = 0;
const ALPN = 16;

/** Letters, digits, hyphens: what RFC 6066 lets a client write. */
const HOST = /^(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/;

export interface ClientHello {
  /** Lower case. `undefined` where the client names nobody. */
  readonly serverName: string | undefined;
  readonly alpn: readonly string[];
}

export type HelloProgress =
  | { readonly kind: "more" }
  /** Not a ClientHello, or longer than {@link MAX_HELLO_BYTES}. */
  | { readonly kind: "broken" }
  /** `bytes`: all that was read, the hello and what came in the same segment behind it. */
  | { readonly kind: "hello"; readonly hello: ClientHello; readonly bytes: Uint8Array };

/** Reads one hello, however it was cut. Each byte is looked at once, so that a visitor who sends one at a time costs no more. */
export class HelloReader {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  readonly #header = new Uint8Array(RECORD_HEADER);
  #headerSize = 0;
  /** Bytes of the record under way that are still to come. */
  #inRecord = 0;
  readonly #handshake: Uint8Array[] = [];
  #handshakeSize = 0;
  #isOver = false;

  /** @param chunk kept, not copied: it is the caller's no more */
  push(chunk: Uint8Array): HelloProgress {
    if (this.#isOver) return { kind: "broken" };
    this.#chunks.push(chunk);
    const progress = this.#read(chunk);
    this.#isOver = progress.kind !== "more";
    return progress;
  }

  #read(chunk: Uint8Array): HelloProgress {
    for (let at = 0; at < chunk.length; ) {
      if (this.#inRecord === 0) {
        const part = chunk.subarray(at, at + RECORD_HEADER - this.#headerSize);
        this.#header.set(part, this.#headerSize);
        this.#headerSize += part.length;
        at += part.length;
        if (this.#header[0] !== HANDSHAKE) return { kind: "broken" };
        if (this.#headerSize < RECORD_HEADER) continue;
        this.#inRecord = word(this.#header, 3);
        this.#headerSize = 0;
        if (this.#inRecord === 0) return { kind: "broken" };
        continue;
      }
      const part = chunk.subarray(at, at + this.#inRecord);
      this.#handshake.push(part);
      this.#handshakeSize += part.length;
      this.#inRecord -= part.length;
      at += part.length;
      const whole = this.#whole();
      if (whole === "broken") return { kind: "broken" };
      if (whole !== undefined) return this.#end(whole);
    }
    this.#size += chunk.length;
    return { kind: this.#size >= MAX_HELLO_BYTES ? "broken" : "more" };
  }

  /** @returns the message once all of it is there */
  #whole(): Uint8Array | "broken" | undefined {
    if (this.#handshakeSize < HANDSHAKE_HEADER) return undefined;
    const [first = new Uint8Array()] = this.#handshake;
    // So short a first piece was made by somebody who tries things: joined once, and each later byte is seen once more.
    if (first.length < HANDSHAKE_HEADER) this.#join();
    const [head = new Uint8Array()] = this.#handshake;
    if (head[0] !== CLIENT_HELLO) return "broken";
    const length = ((head[1] ?? 0) << 16) | word(head, 2);
    if (length > MAX_HELLO_BYTES) return "broken";
    if (this.#handshakeSize < HANDSHAKE_HEADER + length) return undefined;
    this.#join();
    return this.#handshake[0]?.subarray(HANDSHAKE_HEADER, HANDSHAKE_HEADER + length);
  }

  #join(): void {
    const joined = joinBytes(this.#handshake, this.#handshakeSize);
    this.#handshake.splice(0, this.#handshake.length, joined);
  }

  #end(whole: Uint8Array): HelloProgress {
    const hello = parseClientHello(whole);
    if (hello === undefined) return { kind: "broken" };
    const size = this.#chunks.reduce((sum, { length }) => sum + length, 0);
    return { kind: "hello", hello, bytes: joinBytes(this.#chunks, size) };
  }
}

/**
 * @param body of the handshake message, without its header
 * @returns `undefined` where it is not one, or names its server twice
 */
function parseClientHello(body: Uint8Array): ClientHello | undefined {
  const hello = new Cursor(body);
  hello.skip(2 + 32);
  hello.vector(1);
  hello.vector(2);
  hello.vector(1);
  // Before TLS 1.3 a hello may end here.
  const extensions = hello.isAtEnd ? new Cursor(new Uint8Array()) : hello.vector(2);
  if (!hello.isAtEnd) return undefined;
  let serverName: string | undefined;
  let alpn: readonly string[] = [];
  const seen = new Set<number>();
  while (!extensions.isAtEnd) {
    const type = extensions.number(2);
    const content = extensions.vector(2);
    if (extensions.isBroken || seen.has(type)) return undefined;
    seen.add(type);
    if (type === SERVER_NAME) {
      serverName = readServerName(content);
      if (serverName === undefined) return undefined;
    }
    if (type === ALPN) {
      const protocols = readAlpn(content);
      if (protocols === undefined) return undefined;
      alpn = protocols;
    }
  }
  return hello.isBroken || extensions.isBroken ? undefined : { serverName, alpn };
}

function readServerName(content: Cursor): string | undefined {
  const list = content.vector(2);
  const type = list.number(1);
  const name = list.vector(2);
  if (!content.isAtEnd || !list.isAtEnd || !name.isWhole || list.isBroken || type !== HOST_NAME)
    return undefined;
  const host = name.text().toLowerCase();
  return HOST.test(host) ? host : undefined;
}

function readAlpn(content: Cursor): readonly string[] | undefined {
  const list = content.vector(2);
  const protocols: string[] = [];
  while (!list.isAtEnd) {
    const protocol = list.vector(1);
    if (list.isBroken) return undefined;
    protocols.push(protocol.text());
  }
  return content.isAtEnd && !list.isBroken && protocols.length > 0 ? protocols : undefined;
}

/** Reads numbers and length-prefixed vectors (RFC 8446, 3.4). What goes past the end makes it broken, and it stays so. */
class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;
  isBroken: boolean;

  constructor(bytes: Uint8Array, isBroken = false) {
    this.#bytes = bytes;
    this.isBroken = isBroken;
  }

  get isAtEnd(): boolean {
    return this.isBroken || this.#at === this.#bytes.length;
  }

  get isWhole(): boolean {
    return !this.isBroken;
  }

  skip(count: number): void {
    this.#take(count);
  }

  number(width: 1 | 2): number {
    const bytes = this.#take(width);
    return width === 1 ? (bytes[0] ?? 0) : word(bytes, 0);
  }

  vector(widthOfLength: 1 | 2): Cursor {
    const bytes = this.#take(this.number(widthOfLength));
    return new Cursor(bytes, this.isBroken);
  }

  /** Latin-1: what is not ASCII is no name, and no protocol that anybody asks for. */
  text(): string {
    return String.fromCharCode(...this.#bytes);
  }

  #take(count: number): Uint8Array {
    const end = this.#at + count;
    if (this.isBroken || end > this.#bytes.length) {
      this.isBroken = true;
      return new Uint8Array(2);
    }
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

const word = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

function joinBytes(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const joined = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
