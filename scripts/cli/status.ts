/** `pawpost status`: how the hub is, in one look. */
import { type Command, Option } from "commander";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { type HubStatus, hubStatus } from "../../hub/contract/hub-status.ts";
import { describeAge } from "./age-words.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { readFromHub } from "./hub-socket.ts";
import { describeToy } from "./toys.ts";

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

export function registerStatusCommand(program: Command): void {
  program
    .command("status")
    .description(
      "Says how the hub is: family, toys, radio, messages that wait, the way from outside, the last backup, the disk. Exit status 3: nothing runs.",
    )
    .addOption(hubDataOption())
    .addOption(new Option("--json", "print it as JSON"))
    .action(async ({ data, json }: Options) => {
      const status = await readFromHub("status", data, COMMAND_LINE.status, hubStatus);
      console.log(json === true ? JSON.stringify(status) : describeStatus(status));
    });
}

const AWAY: Readonly<Record<NonNullable<HubStatus["away"]>["state"], string>> = {
  up: "the relay is reached",
  opening: "the line to the relay opens",
  "no-certificate": "the relay is reached; the certificate is not there yet",
  "one-name": "the relay is reached; the certificate is for one device alone: pawpost link status",
  silent: "the relay is not reached",
  refused: "the relay refuses this hub: pawpost link status",
};
const DISK: Readonly<Record<HubStatus["disk"]["room"], string>> = {
  enough: "",
  full: ": too little, no recording is taken in",
  nothing: ": hardly anything can be written",
};

export function describeStatus(status: HubStatus): string {
  const { address, home, toys, waiting, unheard, away, disk, unseenAlerts } = status;
  const now = Date.parse(status.now);
  const rows: readonly (readonly [string, string])[] = [
    ["Version", status.version],
    ["Page", home === null ? address : `${home}, or ${address}`],
    ["Family", describeFamily(status)],
    ["Radio", describeRadio(status.radio)],
    ...(toys.length === 0
      ? [["Toys", "none yet: find them on the page"] as const]
      : toys.map((toy, nth) => [nth === 0 ? "Toys" : "", describeToy(toy, now)] as const)),
    ["Messages", `${waiting} on the way to a toy, ${unheard} on a toy and not heard`],
    ["Outside", away === null ? "at no relay: reached at home only" : AWAY[away.state]],
    ["Backup", describeBackup(status.backup, now)],
    ["Disk", `${(disk.freeBytes / 1e9).toFixed(1)} GB free${DISK[disk.room]}`],
    [
      "Alerts",
      unseenAlerts === 0
        ? "none that a guardian has not seen"
        : `${unseenAlerts} that a guardian has not seen: the page has them`,
    ],
  ];
  return rows.map(([what, says]) => `  ${what.padEnd(10)}${says}`).join("\n");
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;

const describeFamily = ({ claimed, guardians, relatives }: HubStatus): string =>
  claimed
    ? `${count(guardians, "guardian")}, ${count(relatives, "relative")}`
    : "nobody yet: pawpost code says how the first guardian begins";

function describeRadio({ online, adapter, simulated }: HubStatus["radio"]): string {
  if (!online) return "does not answer";
  return simulated ? `${adapter}, a pretend toy’s` : adapter;
}

function describeBackup({ folder, lastAt, failing, keeper }: HubStatus["backup"], now: number): string {
  const say = (last: string | null, where: string, failed: string | null, page: string) => {
    const made = last === null ? "none was made yet" : describeAge(now - Date.parse(last));
    return failed === null ? `${made}, ${where}` : `${made}; the last try failed (${failed}): ${page}`;
  };
  const all = [
    ...(folder === null ? [] : [say(lastAt, `in ${folder}`, failing, "docs/backup.md")]),
    ...(keeper === null
      ? []
      : [say(keeper.last, `at ${keeper.address}`, keeper.failing, "docs/second-hub.md")]),
  ];
  return all.length === 0 ? "off: pawpost backup to FOLDER" : all.join("; ");
}
