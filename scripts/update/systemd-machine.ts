/** An installed system: systemd runs `current`, by units that lie in it. */
import { execFile } from "node:child_process";
import { copyFile, readdir, rename } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { COMMAND_LINE, type UpdateStatus, updateStatus } from "../../hub/contract/command-line.ts";
import { parseJson } from "../../hub/domain/parse-json.ts";
import type { Machine } from "./machine.ts";

const run = promisify(execFile);

const UNITS = "/usr/lib/systemd/system";
const TARGET = "pawpost.target";
const SERVICES = ["pawpost-hub.service", "pawpost-ble.service", "pawpost-link.service"] as const;
/** Those that would start one of these again. */
const STARTERS = ["pawpost-hub.socket", "pawpost-link.path"] as const;
/** A relay is another machine's, and what updates has no business with its unit. */
const IS_UNIT =
  /^(?:media-pawpost\.mount|pawpost(?:-(?!relay\b)[a-z]+)?\.(?:service|socket|path|timer|target))$/;
const ANSWER_WITHIN_MS = 5_000;
const MOST_BYTES = 4_096;

/** @param prefix where versions lie @param runDir with the hub's sockets */
export function systemdMachine({
  prefix,
  runDir,
}: {
  readonly prefix: string;
  readonly runDir: string;
}): Machine {
  const systemctl = (...words: readonly string[]) => run("systemctl", ["--quiet", ...words]);
  const isActive = (unit: string) =>
    systemctl("is-active", unit).then(
      () => true,
      () => false,
    );
  const stateOf = (unit: string) =>
    run("systemctl", ["show", "--property=ActiveState", "--value", unit]).then(
      ({ stdout }) => stdout.trim(),
      () => "unknown",
    );
  const isUp = async (unit: string) => !["inactive", "failed"].includes(await stateOf(unit));
  /** Those that ran before: a radio that its owner has switched off is not waited for. */
  let wanted: readonly string[] = SERVICES.slice(0, 1);

  return {
    async stop() {
      const running: string[] = [];
      // Also what is just being started, again and again.
      for (const unit of [TARGET, ...STARTERS, ...SERVICES]) if (await isUp(unit)) running.push(unit);
      const services = SERVICES.filter((unit) => running.includes(unit));
      if (services.length > 0) wanted = services;
      if (running.length > 0) await systemctl("stop", ...running);
    },
    async start() {
      await systemctl("reset-failed", "pawpost-*").catch(() => undefined); // of none that failed
      await systemctl("start", "--no-block", TARGET);
    },
    async lay() {
      const own = join(prefix, "current", "systemd");
      for (const name of (await readdir(own)).filter((one) => IS_UNIT.test(one))) {
        const beside = join(UNITS, `.${name}.new`);
        await copyFile(join(own, name), beside);
        await rename(beside, join(UNITS, name));
      }
      await systemctl("daemon-reload");
    },
    async prepare(folder) {
      await run(join(folder, "scripts/compile-ahead"));
    },
    async isWell(version) {
      for (const unit of wanted) if (!(await isActive(unit))) return false;
      return (await askHub(runDir))?.version === version;
    },
    async isLost() {
      const states = await Promise.all(SERVICES.map(stateOf));
      return states.includes("failed");
    },
    isBusy: async () => (await askHub(runDir))?.isBusy ?? false,
  };
}

/** @returns `undefined` where it does not answer */
function askHub(runDir: string) {
  return new Promise<UpdateStatus | undefined>((answered) => {
    const nothing = () => answered(undefined);
    const asking = request(
      {
        socketPath: join(runDir, COMMAND_LINE.socket),
        path: COMMAND_LINE.update,
        method: "POST",
        agent: false,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => {
          text += part;
          if (text.length > MOST_BYTES) answer.destroy();
        });
        answer.on("error", nothing);
        answer.on("close", () => answered(updateStatus.safeParse(parseJson(text)).data));
      },
    );
    asking.on("error", nothing);
    asking.end();
  });
}
