/** `pawpost mqtt`: lets the house's automation (Home Assistant and its like) hear how toys are. docs/home-assistant.md */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { COMMAND_LINE, type SmartHomeStatus, smartHomeStatus } from "../../hub/contract/command-line.ts";
import type { SmartHomeRefused } from "../../hub/ports/smart-home.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { askHub, findHubSocket, refusalOf } from "./hub-socket.ts";

/** What to do about each refusal. */
const ADVICE: Readonly<Record<SmartHomeRefused["code"], string>> = {
  "mqtt.no-family":
    "Open the page first, and become its first guardian: every guardian is told who is let in.",
  "mqtt.no-network":
    "Is this machine on the house's network? Setting mqtt_at says where the hub is to listen: docs/configuration.md",
  "mqtt.too-many": "Take one off first: pawpost mqtt remove NAME",
  "mqtt.same-name": "Give it another name. Which there are: pawpost mqtt list",
  "mqtt.bad-name": "Write 1 to 32 small letters, digits, - or _, such as home-assistant.",
  "mqtt.unknown": "Which there are: pawpost mqtt list",
};

interface Options {
  readonly data: string;
  readonly json?: true;
}

export function registerMqttCommands(program: Command): void {
  const mqtt = program
    .command("mqtt")
    .description(
      "Lets the house's automation hear how toys are: state and buttons, never a sound or a name (docs/home-assistant.md).",
    );
  const command = (name: string, says: string) =>
    mqtt.command(name).description(says).addOption(hubDataOption());
  command("add", "Lets one in at the hub's own broker, and shows its password, once. Every guardian is told.")
    .argument("<name>", "what it signs in as, such as home-assistant")
    .option("--control", "it may also set volume, blink a heart and keep a toy quiet")
    .action(async (name: string, { control = false }: { readonly control?: boolean }, own: Command) => {
      const status = await ask(own, COMMAND_LINE.addSmartHome, { name, control });
      console.log(describeKey(name, status));
    });
  command("list", "Says who is let in, where, and what toys are called there.")
    .option("--json", "for programs")
    .action(async (_, own: Command) => {
      const status = await ask(own, COMMAND_LINE.smartHome, {});
      const { password: _none, ...rest } = status;
      console.log(own.optsWithGlobals<Options>().json ? JSON.stringify(rest) : describeAll(status));
    });
  command("name", "Gives a toy another name in topics. Its own name stays out of them.")
    .argument("<toy>", "its name in the page, or in topics")
    .argument("<name>", "the new one in topics, such as brown_bear")
    .action(async (name: string, to: string, _, own: Command) =>
      console.log(describeAll(await ask(own, COMMAND_LINE.nameToy, { name, to }))),
    );
  command("certificate", "Writes the certificate that whoever is let in has to believe.")
    .argument("<file>", "such as pawpost-mqtt.pem")
    .action(async (file: string, _, own: Command) => {
      const { authority } = await ask(own, COMMAND_LINE.smartHome, {});
      if (authority === null) return console.log("There is none before somebody is let in: pawpost mqtt add");
      await writeFile(file, authority);
      console.log(`Written: ${resolve(file)}`);
    });
  command("remove", "Takes one off, at once. Every guardian is told.")
    .argument("<name>", "as the list has it")
    .action(async (name: string, _, own: Command) => {
      await ask(own, COMMAND_LINE.removeSmartHome, { name });
      console.log("Taken off.");
    });
}

/** @throws CliError with the hub's own code, or `mqtt.not-running`, `mqtt.no-answer` */
async function ask(own: Command, path: string, what: object): Promise<SmartHomeStatus> {
  const { data } = own.optsWithGlobals<Options>();
  const socketPath = await findHubSocket("mqtt", resolve(data));
  const body = { type: "application/json", bytes: new TextEncoder().encode(JSON.stringify(what)) };
  const answer = await askHub("mqtt", socketPath, path, body);
  const status = smartHomeStatus.safeParse(answer.json);
  if (answer.status === 200 && status.success) return status.data;
  throw refusalOf("mqtt", answer, ADVICE);
}

export function describeKey(name: string, { addresses, hostname, password }: SmartHomeStatus): string {
  const where =
    addresses.length === 0
      ? ["Nothing listens yet: is the port taken? pawpost mqtt list says when it does."]
      : [`  broker    ${addresses.join(", or ")}`, `  or        ${hostname}, the same port`];
  return [
    `“${name}” is let in. Its password is shown here and nowhere else:`,
    "",
    ...where,
    `  user      ${name}`,
    `  password  ${password ?? ""}`,
    "",
    "TLS only. The certificate to believe: pawpost mqtt certificate pawpost-mqtt.pem",
  ].join("\n");
}

export function describeAll({ keys, toys, addresses, server }: SmartHomeStatus): string {
  const family =
    server === null
      ? []
      : [`The family's own broker, ${server.address}: ${server.isConnected ? "connected" : "not reached"}`];
  const own =
    keys.length === 0
      ? [
          "Nobody is let in at the hub's own broker, and nothing listens. To let one in: pawpost mqtt add NAME",
        ]
      : [
          `At the hub's own broker, ${addresses.join(", ") || "which listens nowhere just now"}:`,
          ...keys.map(
            ({ name, mayControl }) => `  ${name.padEnd(32)}  ${mayControl ? "hears, and controls" : "hears"}`,
          ),
        ];
  const named = toys.map(
    ({ name, topic, hushed }) => `  ${topic.padEnd(32)}  ${name}${hushed ? " (kept quiet)" : ""}`,
  );
  return [...family, ...own, ...(named.length === 0 ? [] : ["Toys, as topics call them:", ...named])].join(
    "\n",
  );
}
