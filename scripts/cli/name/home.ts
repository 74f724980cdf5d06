/** `pawpost name home`: the name by which the hub is reached in the house without Internet, and what a phone has to believe for it. */
import { X509Certificate } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { resolve } from "node:path";
import type { Command } from "commander";
import { COMMAND_LINE, type HomeNameStatus, homeNameStatus } from "../../../hub/contract/command-line.ts";
import { CliError } from "../errors.ts";
import { hubDataOption } from "../hub-data-option.ts";
import { readFromHub } from "../hub-socket.ts";

interface Options {
  readonly data: string;
  readonly save?: string;
  readonly json?: boolean;
}

export function registerHomeCommand(name: Command): void {
  name
    .command("home")
    .description(
      "Says by what name the hub is reached in the house without Internet (docs/home-name.md), whether it answers to it, and what a phone that is to open it has to believe. With --save, writes the certificate for that.",
    )
    .addOption(hubDataOption())
    .option("--save <file>", "write the authority's certificate here, for a phone; a name that ends in .crt")
    .option("--json", "print it as JSON")
    .action(async ({ data, save, json }: Options) => {
      const status = await readFromHub("name", data, COMMAND_LINE.homeName, homeNameStatus);
      if (save !== undefined) await write(status, resolve(save));
      const { authority } = status;
      const fingerprint = authority === null ? null : fingerprintOf(authority);
      if (json === true) return console.log(JSON.stringify({ ...status, fingerprint }));
      console.log(describeHome(status, hostname()));
      if (save !== undefined) console.log(`\nWritten: ${resolve(save)}`);
    });
}

/** @throws CliError `name.no-authority`, `name.file-exists` */
async function write({ authority }: HomeNameStatus, file: string): Promise<void> {
  if (authority === null)
    throw new CliError(
      "name.no-authority",
      "There is nothing to believe yet: the home name is off, or only just on.",
      "pawpost name home, without --save, says what is to be set.",
    );
  await writeFile(file, authority, { flag: "wx" }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EEXIST") throw cause;
    throw new CliError("name.file-exists", `There is a ${file} already.`, "Name another file.", { cause });
  });
}

const fingerprintOf = (pem: string): string => new X509Certificate(pem).fingerprint256;

/** @param machine what this machine calls itself */
export function describeHome({ name, isOn, origin, authority }: HomeNameStatus, machine: string): string {
  const label = name.replace(/\.local$/, "");
  if (!isOn)
    return [
      `This hub’s home name is ${name}, and it is off: nothing answers to it.`,
      "",
      "To switch it on, write into config.yaml in the data folder, and start Pawpost again:",
      "",
      "  https_port: 443",
      "  home_name: true",
      "",
      "What it takes on each phone, and what it means: docs/home-name.md",
    ].join("\n");
  const rows = [
    ["Name", name],
    [
      "Address",
      origin ?? "nobody listens: is https_port another program’s, or not allowed? The hub’s log says",
    ],
    [
      "Announced",
      machine.replace(/\.local$/, "").toLowerCase() === label
        ? "this machine goes by it: avahi announces it, where it runs"
        : `not by this machine, which goes by ${machine}: sudo hostnamectl set-hostname ${label}`,
    ],
    ["Authority", authority === null ? "not yet" : `SHA-256 ${fingerprintOf(authority)}`],
  ] as const;
  return [
    ...rows.map(([what, says]) => `  ${what.padEnd(11)}${says}`),
    "",
    "A phone opens it once it was told to believe this hub’s own authority: --save FILE writes the certificate,",
    "docs/home-name.md says how each phone takes it. Compare the line above with what the phone shows.",
    "",
    `What believing it means: that phone takes this hub’s word for ${name}, and for no other name`,
    "and no address in numbers. That is written into the certificate, and phones and browsers hold to it. Whoever",
    "got at the hub’s keys could pass for this hub there, and for nobody else. No other authority is touched.",
    `How to take it back: remove “Pawpost at home, ${name} only” from the phone’s list.`,
  ].join("\n");
}
