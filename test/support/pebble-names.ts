/** Debian's `pebble-challtestsrv`: the name server that pebble's own makers test it with, told by HTTP what to say. It knows nothing of ours. On loopback. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { vi } from "vitest";
import { freePorts } from "./pebble.ts";

export interface PebbleNames extends AsyncDisposable {
  readonly dnsPort: number;
  /** All TXT records of that name from then on. */
  setTxt(name: string, texts: readonly string[]): Promise<void>;
  /** @returns the types that were asked for of that name */
  asked(name: string): Promise<readonly string[]>;
}

export async function openPebbleNames(): Promise<PebbleNames> {
  const [dnsPort, port] = await freePorts();
  const off = ["-http01", "", "-https01", "", "-tlsalpn01", ""];
  const child = spawn(
    "pebble-challtestsrv",
    [
      ...["-dns01", `127.0.0.1:${dnsPort}`, "-management", `127.0.0.1:${port}`],
      ...["-defaultIPv4", "127.0.0.1", "-defaultIPv6", ""],
      ...off,
    ],
    { stdio: ["ignore", "pipe", "inherit"], env: { PATH: process.env.PATH } },
  );
  child.stdout.resume();
  const ended = once(child, "close");
  const post = async (path: string, body: object): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${port}/${path}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.text();
  };
  await vi.waitFor(() => post("clear-txt", { host: "none." }), { timeout: 20_000, interval: 20 });
  return {
    dnsPort,
    async setTxt(name, texts) {
      const host = `${name}.`;
      await post("clear-txt", { host });
      for (const value of texts) await post("set-txt", { host, value });
    },
    async asked(name) {
      const history = JSON.parse(await post("dns-request-history", { host: name })) as readonly {
        readonly Question: { readonly Qtype: number };
      }[];
      return history.map(({ Question }) => TYPES.get(Question.Qtype) ?? String(Question.Qtype));
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}

/** RFC 1035, 3.2.2; RFC 8659, 4.1. */
const TYPES: ReadonlyMap<number, string> = new Map([
  [16, "TXT"],
  [257, "CAA"],
]);
