import type { Socket } from "node:net";
import { type ClientHello, HelloReader } from "../../relay/wire/client-hello.ts";

/** The link hands it over at once; in the house nobody takes longer. */
const PATIENCE_MS = 5_000;

/**
 * Looks at a visitor's first message and puts it back: the socket is paused, and its next reader finds all of it.
 * @returns `undefined` for what is no hello, did not come in time, or left
 */
export function readHello(socket: Socket): Promise<ClientHello | undefined> {
  return new Promise((resolve) => {
    const reader = new HelloReader();
    const done = (hello: ClientHello | undefined) => {
      clearTimeout(timer);
      socket.off("data", look).off("end", leave).off("close", leave);
      socket.pause();
      resolve(hello);
    };
    const leave = () => done(undefined);
    const timer = setTimeout(leave, PATIENCE_MS);
    const look = (chunk: Buffer) => {
      const progress = reader.push(chunk);
      if (progress.kind === "more") return;
      done(progress.kind === "hello" ? progress.hello : undefined);
      if (progress.kind === "hello") socket.unshift(progress.bytes);
    };
    socket.on("data", look).once("end", leave).once("close", leave);
  });
}
