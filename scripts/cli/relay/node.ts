/** `pawpost relay node FOLDER`: makes the folder of one more machine of the same relay. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { makeNodeFolder } from "../../../relay/keep/make-node-folder.ts";
import { DATA, openOperatorFolder } from "./operator-folder.ts";

interface NodeOptions {
  readonly data?: string;
}

export function registerNodeCommand(relay: Command): void {
  relay
    .command("node")
    .description(
      "Makes the folder of one more machine of the same relay: with a key of its own that is signed by the operator's, and without the right to invite or revoke. Carry it to that machine on a way that only you read, and start it there with --nats. docs/relay-nodes.md.",
    )
    .argument("<folder>", "a folder that does not exist yet")
    .option(...DATA)
    .action((folder: string, _, command: Command) => make(folder, command.optsWithGlobals<NodeOptions>()));
}

async function make(named: string, { data }: NodeOptions): Promise<void> {
  const { folder: own, zone } = await openOperatorFolder(data);
  const folder = resolve(named);
  await makeNodeFolder(own, folder, Date.now());
  console.log(
    `${folder} is the folder of another node of ${zone}. There: pawpost relay --zone ${zone} --data DIR --nats LIST`,
  );
}
