/** `pawpost relay`: a relay in one command, for whoever runs one for families (docs/relay-operator.md). */
import { type Command, InvalidArgumentError, Option } from "commander";
import { RELAY_SETTINGS, readRelaySettings } from "../../relay/relay-settings.ts";
import { registerCapacityCommand } from "./relay/capacity.ts";
import { registerHubsCommand } from "./relay/hubs.ts";
import { registerInviteCommand } from "./relay/invite.ts";
import { registerNodeCommand } from "./relay/node.ts";
import { registerRevokeCommand } from "./relay/revoke.ts";

export function registerRelayCommand(program: Command): void {
  const relay = program
    .command("relay")
    .description(
      "Starts a relay: the machine with a public address through which families reach their hubs from elsewhere. It carries bytes that it cannot read. Step by step: docs/relay-operator.md.",
    );
  const rows = Object.values(RELAY_SETTINGS).map((setting) => ({ ...setting, row: optionOf(setting) }));
  for (const { row } of rows) relay.addOption(row);
  relay.action((options: Record<string, string | undefined>) => {
    const said = rows.map(({ env, row }) => [env, options[row.attributeName()]] as const);
    return start(relay, Object.fromEntries(said));
  });
  registerInviteCommand(relay);
  registerHubsCommand(relay);
  registerRevokeCommand(relay);
  registerNodeCommand(relay);
  registerCapacityCommand(relay);
}

function optionOf({
  env,
  option,
  schema,
  doc,
}: (typeof RELAY_SETTINGS)[keyof typeof RELAY_SETTINGS]): Option {
  const row = new Option(option, doc).env(env).argParser((text: string) => {
    const given = schema.safeParse(text);
    if (given.success) return text;
    throw new InvalidArgumentError(`${given.error.issues.map(({ message }) => message).join(", ")}.`);
  });
  const byDefault = schema.safeParse(undefined);
  return byDefault.success && byDefault.data !== undefined ? row.default(String(byDefault.data)) : row;
}

async function start(relay: Command, said: Readonly<Record<string, string | undefined>>): Promise<void> {
  const read = readRelaySettings(said, ({ option }) => option.split(" ")[0] ?? option);
  if ("problems" in read) return relay.error(`error: ${read.problems.join("; ")}`);
  // Here: what asks about a relay does not load one.
  const { runRelay } = await import("./relay/run-relay.ts");
  await runRelay(read.settings);
}
