/** The relay as its operator runs it: a process of its own, with its own memory, log and disk. Put behind a rig it is one that houses and visitors use. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openRelayKeys } from "../../relay/keep/relay-keys.ts";
import type { openRelay, Relay } from "../../relay/open-relay.ts";
import { bundledProgram } from "./bundled-program.ts";
import { type StartedProgram, startProgram } from "./start-program.ts";

export interface RelayProcess {
  /** For `openRelayRig`. */
  readonly open: typeof openRelay;
  readonly pid: number;
  readonly metricsPort: number;
  readonly dnsPort: number;
  /** Where it has one. */
  readonly httpPort: number;
  /** Where its files are. */
  readonly data: string;
  /** All that it printed, once it has ended. */
  readonly ended: StartedProgram["ended"];
  /** Of its memory what lies in RAM, MiB. */
  rss(): Promise<number>;
}

/** @param program of the root's or of a copy's @param env beside the usual settings @param within as `startProgram` has it */
export function makeRelayProcess(
  program = "relay/main.ts",
  env: Readonly<Record<string, string>> = {},
  within: readonly string[] = [],
): RelayProcess {
  let started: StartedProgram | undefined;
  let data = "";
  let ports = { port: 0, metricsPort: 0, dnsPort: 0, httpPort: 0 };
  const pid = () => started?.child.pid ?? 0;
  return {
    async open(options) {
      data = options.folder;
      const settings = {
        PAWPOST_RELAY_DATA: options.folder,
        PAWPOST_RELAY_ZONE: options.zone,
        PAWPOST_RELAY_ADDRESSES: options.dialHost,
        PAWPOST_RELAY_HOST: options.host,
        PAWPOST_RELAY_PORT: String(options.port),
        PAWPOST_RELAY_DNS_PORT: "0",
        PAWPOST_RELAY_METRICS_PORT: "0",
        ...env,
      };
      const running = startProgram(await bundledProgram(program), settings, within);
      started = running;
      let said = "";
      running.child.stdout.on("data", (text: Buffer) => {
        said += text;
      });
      const isReady = (line: string) => line.includes('"ready":true');
      while (!said.split("\n").slice(0, -1).some(isReady))
        await Promise.race([
          once(running.child.stdout, "data"),
          running.ended.then(({ out }) => {
            throw new Error(`the relay ended: ${out}`);
          }),
        ]);
      ports = JSON.parse(said.split("\n").find(isReady) ?? "") as typeof ports;
      const { operator } = await openRelayKeys(options.folder, Date.now);
      return {
        port: ports.port,
        operator,
        async [Symbol.asyncDispose]() {
          running.child.kill("SIGCONT");
          running.child.kill("SIGTERM");
          await running.ended;
        },
        drain: () => Promise.reject(new TypeError("in another process")),
        dnsPort: undefined,
        get sessions(): never {
          throw new TypeError("in another process");
        },
      } satisfies Relay;
    },
    get pid() {
      return pid();
    },
    get metricsPort() {
      return ports.metricsPort;
    },
    get dnsPort() {
      return ports.dnsPort;
    },
    get httpPort() {
      return ports.httpPort;
    },
    get data() {
      return data;
    },
    get ended() {
      return started?.ended ?? Promise.reject(new TypeError("not started"));
    },
    async rss() {
      const status = await readFile(join("/proc", String(pid()), "status"), "utf8");
      return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1_024;
    },
  };
}
