import type { Socket } from "node:net";
import { type ClientHello, HelloReader } from "../wire/client-hello.ts";
import { DIAL_BACK_BYTES, readDialBack } from "../wire/dial-back.ts";

/** Who has not said for whom it is by then does not mean to. */
const PEEK_MS = 5_000;

export type Peeked =
  | { readonly kind: "hello"; readonly hello: ClientHello; readonly bytes: Uint8Array }
  /** A hub's line for one visitor. `rest`: what came behind the token. */
  | { readonly kind: "dial-back"; readonly token: Uint8Array; readonly rest: Uint8Array }
  | { readonly kind: "broken" }
  | { readonly kind: "gone" };

/** The first bytes of a connection tell what it is. Once they do, the socket is paused, and its next bytes are the next reader's. */
export function peek(socket: Socket): Promise<Peeked> {
  return new Promise((resolve) => {
    const reader = new HelloReader();
    let first = new Uint8Array(0);
    let isVisitor = false;
    const done = (peeked: Peeked) => {
      clearTimeout(timer);
      socket.off("data", look).off("end", leave).off("close", leave);
      socket.pause();
      resolve(peeked);
    };
    const leave = () => done({ kind: "gone" });
    const timer = setTimeout(() => done({ kind: "broken" }), PEEK_MS);
    const readHello = (bytes: Uint8Array) => {
      const progress = reader.push(bytes);
      if (progress.kind !== "more") done(progress);
    };
    const look = (chunk: Buffer) => {
      if (isVisitor) return readHello(chunk);
      first = first.length === 0 ? new Uint8Array(chunk) : Buffer.concat([first, chunk]);
      const token = readDialBack(first);
      if (token === "more") return;
      if (token !== undefined)
        return done({ kind: "dial-back", token: token.slice(), rest: first.subarray(DIAL_BACK_BYTES) });
      isVisitor = true;
      readHello(first);
    };
    socket.on("data", look).once("end", leave).once("close", leave);
  });
}
