import type { Socket } from "node:net";
import { seconds } from "../../domain/duration.ts";
import type { Clock } from "../../ports/clock.ts";
import type { AuthorityWords, NamePublisher } from "../../ports/name-publisher.ts";
import { CertificateError } from "../errors.ts";
import type { LinkLine } from "../link-line.ts";
import { encodeUpdate, readUpdateAnswer } from "./dns-update.ts";
import type { TsigKey } from "./tsig-key.ts";

const PATIENCE = seconds(15);
/** An answer repeats the zone, and is signed. */
const MAX_ANSWER_BYTES = 4_096;

/** Says what authorities are to find at a name server that takes signed changes (RFC 2136): one that the family, or whoever runs the zone, has already. */
export function makeUpdatePublisher(options: {
  readonly hub: string;
  readonly zone: string;
  /** `name:port`: the zone's primary. */
  readonly server: string;
  readonly key: TsigKey;
  readonly line: Pick<LinkLine, "dial">;
  readonly clock: Clock;
  /** 16 bits, random. */
  readonly newId: () => number;
}): NamePublisher {
  const { hub, zone, server, key, line, clock, newId } = options;
  /** One after the other: what is said last is what stands there. */
  let turn: Promise<unknown> = Promise.resolve();

  const change = async (words: AuthorityWords, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    const asked = encodeUpdate({ hub, zone, words }, key, newId(), clock.now());
    const socket = await line.dial(server, signal);
    const stop = () => socket.destroy();
    signal.addEventListener("abort", stop, { once: true });
    const late = clock.after(PATIENCE, stop);
    try {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(asked.bytes.length);
      socket.write(Buffer.concat([length, asked.bytes]));
      const answer = await readFramed(socket);
      if (answer === undefined)
        throw new CertificateError("certificate.no-answer", "the name server is silent");
      const code = readUpdateAnswer(answer, asked, key, clock.now());
      if (code !== 0)
        throw new CertificateError(
          "certificate.refused",
          `the name server says ${code ?? "nothing that it signed"}`,
        );
    } finally {
      late();
      signal.removeEventListener("abort", stop);
      stop();
    }
  };

  return {
    publish(words, signal) {
      const done = turn.then(() => change(words, signal));
      turn = done.catch(() => undefined); // who asked for it hears that
      return done;
    },
  };
}

/** One message by TCP: RFC 1035, 4.2.2. @returns `undefined` where none comes */
const readFramed = (socket: Socket) =>
  new Promise<Buffer | undefined>((done) => {
    let all = Buffer.alloc(0);
    socket.on("error", () => undefined); // "close" follows
    socket.once("close", () => done(undefined));
    socket.once("end", () => done(undefined));
    socket.on("data", (chunk: Buffer) => {
      all = Buffer.concat([all, chunk]);
      if (all.length < 2) return;
      const length = all.readUInt16BE();
      if (length > MAX_ANSWER_BYTES) return done(undefined);
      if (all.length >= 2 + length) done(all.subarray(2, 2 + length));
    });
  });
