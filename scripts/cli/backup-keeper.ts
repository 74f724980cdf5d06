/** `pawpost backup keep` and those beside it: hubs that keep backups for each other. docs/second-hub.md */
import { lchown, mkdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import {
  COMMAND_LINE,
  type KeeperAsk,
  type KeeperStatus,
  keeperStatus,
} from "../../hub/contract/command-line.ts";
import { fetchFromKeeper } from "../../hub/keeper/fetch-from-keeper.ts";
import { KeepersRefused } from "../../hub/ports/keepers.ts";
import { DiskSpace } from "../../hub/store/disk-space.ts";
import { becomeHubsUser } from "./become-hubs-user.ts";
import { CliError } from "./errors.ts";
import { askHub, findHubSocket, refusalOf } from "./hub-socket.ts";
import { openProgressLine } from "./progress-line.ts";

/** What to do about each refusal. */
const ADVICE: Readonly<Record<KeepersRefused["code"], string>> = {
  "keeper.no-family": "Open the page first, and become its first guardian.",
  "keeper.no-network":
    "Is this machine on the house's network? Setting rooms_at says where the hub is to listen.",
  "keeper.bad-address": "Write it as the other hub shows it, such as 192.168.1.7:8883.",
  "keeper.bad-code": "Codes are good once, for ten minutes: make a new one on the other hub.",
  "keeper.unreachable": "See that the other hub is on, and on the same network.",
  "keeper.other-hub": "Check the address. If it is right, do not go on by this network.",
  "keeper.other-key": "A guardian of the other hub can look whose backups they are, and remove them there.",
  "keeper.too-many": "A guardian of that hub can remove one that is not needed any more.",
  "keeper.none":
    "Make a code on the other hub (pawpost backup keep NAME), then here: pawpost backup keep-at ADDRESS CODE",
  "keeper.full": "Give it more: setting keep_backups_gib there, or a larger card.",
  "keeper.refused": "Try again; if it stays so, look at the other hub's log.",
  "keeper.unknown": "Whose there are: pawpost backup kept",
};

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

/** @param command adds one to `pawpost backup` */
export function registerKeeperCommands(command: (name: string, says: string) => Command): void {
  command(
    "keep",
    "Makes a code by which another hub has its backups kept on this one, once, within ten minutes.",
  )
    .argument("<name>", "whose that hub is, such as Grandparents")
    .action(async (name: string, options: Options) =>
      say(options, await ask(options, { to: "keep", name }), describePair),
    );

  command("keep-at", "Has this hub's backups kept at another one from now on, each night.")
    .argument("<address>", "as the other hub shows it, such as 192.168.1.7:8883")
    .argument("<code>", "the code that was made there")
    .action(async (address: string, code: string, options: Options) =>
      say(options, await ask(options, { to: "keep-at", address, code }), describeKept),
    );

  command("keep-nowhere", "Sends no more backups to that other hub. What is there stays there.").action(
    async (options: Options) => say(options, await ask(options, { to: "leave" }), describeKept),
  );

  command(
    "send",
    "Sends a backup to the hub that keeps them now. A first one of many years goes on by itself; `kept` says when it is there.",
  ).action(async (options: Options) => say(options, await ask(options, { to: "send" }), describeKept));

  command("kept", "Says which other hub keeps this one's backups, and whose are kept here.").action(
    async (options: Options) => say(options, await ask(options, { to: "view" }), describeKept),
  );

  command(
    "hand-back",
    "Makes a code by which a new machine fetches what is kept here of a hub, still sealed.",
  )
    .argument("<hub>", "its name, as `pawpost backup kept` has it")
    .action(async (hub: string, options: Options) =>
      say(options, await ask(options, { to: "hand-back", hub }), describeFetch),
    );

  command(
    "fetch",
    "Fetches the newest backup from a hub that kept it, into a folder that `pawpost backup restore` takes.",
  )
    .argument("<address>", "as that hub shows it")
    .argument("<code>", "the code that was made there")
    .argument("<folder>", "where to put it; made where it is not there")
    .action(async (address: string, code: string, where: string, { json, data }: Options) => {
      const folder = resolve(where);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Where the package is installed it is the hub's user who reads it again, and who alone hears what another machine says.
      const hub = await stat(join(resolve(data), "hub")).catch(() => undefined);
      if (hub !== undefined && process.getuid?.() === 0) await lchown(folder, hub.uid, hub.gid);
      await becomeHubsUser(resolve(data));
      using line = openProgressLine(json !== true);
      const backup = await fetchFromKeeper({
        address,
        code,
        folder,
        signal: new AbortController().signal,
        tell: ({ files, of }) => line.show({ phase: "restore", files, of }),
        async assertRoom(bytes) {
          const { free, limit } = await new DiskSpace(folder).measure();
          if (free - bytes < limit)
            throw new CliError(
              "backup.full",
              "there is not enough room for it there",
              "Name a folder on a larger disk.",
            );
        },
      }).catch((cause: unknown) => {
        if (!(cause instanceof KeepersRefused)) throw cause;
        throw new CliError(cause.code, cause.message, ADVICE[cause.code], { cause });
      });
      line.clear();
      console.log(
        json === true
          ? JSON.stringify({ backup, folder })
          : `Backup ${backup} is there. Now: pawpost backup restore ${folder}`,
      );
    });
}

/** @throws CliError with the hub's own code, or `backup.not-running`, `backup.no-answer` */
async function ask({ data }: Options, what: KeeperAsk): Promise<KeeperStatus> {
  const socketPath = await findHubSocket("backup", resolve(data));
  const body = { type: "application/json", bytes: new TextEncoder().encode(JSON.stringify(what)) };
  const answer = await askHub("backup", socketPath, COMMAND_LINE.keepers, body);
  const status = keeperStatus.safeParse(answer.json);
  if (answer.status === 200 && status.success) return status.data;
  throw refusalOf("backup", answer, ADVICE);
}

const say = ({ json }: Options, status: KeeperStatus, describe: (status: KeeperStatus) => string): void =>
  console.log(json === true ? JSON.stringify(status) : describe(status));

function describeCode(
  { code }: KeeperStatus,
  lead: string,
  line: (address: string, code: string) => string,
): string {
  if (code === null) return lead;
  const [address = "", ...others] = code.addresses;
  return [
    lead,
    "",
    `  ${line(address, code.code)}`,
    ...(others.length === 0 ? [] : ["", `Where that address is not reached: ${others.join(", ")}`]),
  ].join("\n");
}

const describePair = (status: KeeperStatus): string =>
  describeCode(
    status,
    "On the other hub, within ten minutes, once; or in its page under Safety:",
    (address, code) => `pawpost backup keep-at ${address} ${code}`,
  );

const describeFetch = (status: KeeperStatus): string =>
  describeCode(
    status,
    "On the new machine, within ten minutes, once; or in its page, “Bring back a family from a backup”:",
    (address, code) => `pawpost backup fetch ${address} ${code} FOLDER`,
  );

const GIB = 1_073_741_824;

export function describeKept({ view: { own, kept, used, most } }: KeeperStatus): string {
  const day = (at: string | null) => at?.slice(0, 16).replace("T", " ") ?? "never";
  const at =
    own === null
      ? "No other hub keeps backups of this one."
      : `Backups of this hub are kept at ${own.address}, last ${day(own.last)} (UTC).${own.failing === null ? "" : ` The last try failed: ${own.failing}.`}`;
  if (kept.length === 0) return `${at}\nNo other hub's are kept here.`;
  const list = kept.map(
    ({ name, backups, last, hub }) =>
      `  ${name.padEnd(32)}  ${String(backups).padStart(3)} backups, last ${day(last)}  ${hub}`,
  );
  const share = `${(used / GIB).toFixed(1)} of ${(most / GIB).toFixed(0)} GiB`;
  return [at, "", `Kept here, ${share}:`, "", ...list].join("\n");
}
