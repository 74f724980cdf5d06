/** A hub that is reached from anywhere: the real hub and link, a real relay of its own, joined by the real commands. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { bundledProgram } from "./bundled-program.ts";
import { QUIET, runProgram } from "./run-program.ts";
import { RunningStack, type StackOptions } from "./running-stack.ts";
import { makeTempDir } from "./temp-dir.ts";
import { layWildcardCertificate } from "./wildcard-certificate.ts";

const CLI = "scripts/cli/main.ts";
export const AWAY_ZONE = "family.example";

export interface RelayProcess extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  /** Its folder. */
  readonly data: string;
  invite(): Promise<string>;
}

/** @param at where houses find it, another of this machine's addresses perhaps: somebody passes on there what is for the relay */
export async function startRelayProcess(at = "127.0.0.1"): Promise<RelayProcess> {
  const folder = await makeTempDir();
  const data = join(folder.path, "relay");
  const own = [
    "--data",
    data,
    "--port",
    "0",
    "--host",
    "127.0.0.1",
    "--address",
    "127.0.0.1",
    "--dial-host",
    at,
  ];
  const words = ["relay", "--zone", AWAY_ZONE, ...own, "--dns-port", "0", "--metrics-port", "0"];
  const path = fileURLToPath(new URL(await bundledProgram(CLI), new URL("../../", import.meta.url)));
  const child: ChildProcess = spawn(process.execPath, [...QUIET, path, ...words], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  const out = child.stdout as Readable;
  out.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  while (!said.includes("Ctrl-C stops it")) await once(out, "data");
  return {
    pid: child.pid ?? 0,
    port: Number(/Hubs and visitors +port (\d+)/.exec(said)?.[1]),
    data,
    async invite() {
      const made = await runProgram(CLI, ["relay", "invite", "--at", at, "--json", "--data", data], {});
      return JSON.parse(made.stdout).invitation;
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, "close");
      child.kill("SIGTERM");
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

export interface AwayStack extends AsyncDisposable {
  readonly stack: RunningStack;
  /** `<hub id>.<zone>`. */
  readonly domain: string;
  /** Of the certificate that it shows, for a browser that is to believe it. */
  readonly spki: string;
  /** Of the house's own network. */
  readonly networkPort: number;
  /** `pawpost link`. @returns what it says */
  link(...words: string[]): Promise<string>;
}

/** Joined, with a certificate. @param dataFolder of a hub with a family, or of a new one @param only as `RunningStack` has it */
export async function startAwayStack(
  relay: RelayProcess,
  dataFolder: string,
  only: StackOptions["only"] = ["hub"],
): Promise<AwayStack> {
  const certificate = join(dataFolder, "certificate");
  const networkPort = await freePort();
  const env = { hub: { PAWPOST_CERTIFICATE: certificate, PAWPOST_HTTPS_PORT: String(networkPort) } };
  const stack = await RunningStack.start({ cheapHash: true, only, dataFolder, env });
  const link = async (...words: string[]) => {
    const end = await runProgram(CLI, ["link", ...words], { PAWPOST_RUN: stack.runFolder.path });
    if (end.code !== 0) throw new Error(end.stderr);
    return end.stdout;
  };
  try {
    await stack.begin("link");
    const said = await link("join", await relay.invite());
    const domain = /This hub +(\S+)/.exec(said)?.[1] ?? "";
    const spki = await layWildcardCertificate(certificate, domain);
    // It looks for a certificate at its start, and each minute.
    await stack.stop("hub");
    await stack.begin("hub");
    for (;;) {
      const status = await link("status");
      if (/Line +up/.test(status) && /Certificate +there/.test(status)) break;
    }
    return {
      stack,
      domain,
      spki,
      networkPort,
      link,
      [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
    };
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
}

const freePort = (): Promise<number> =>
  new Promise((free) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => free(port));
    });
  });
