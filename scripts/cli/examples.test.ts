import { Command } from "commander";
import { expect, test } from "vitest";
import { COMMANDS } from "./commands.ts";
import { EXAMPLES } from "./examples.ts";

/** Those that do something themselves, by the words that name them. */
async function commandsThatAct(): Promise<ReadonlyMap<string, Command>> {
  const found = new Map<string, Command>();
  const collect = (command: Command, path: readonly string[]) => {
    if (command.commands.length === 0 || command.options.length > 0) found.set(path.join(" "), command);
    for (const sub of command.commands) collect(sub, [...path, sub.name()]);
  };
  for (const row of Object.values(COMMANDS)) {
    const program = new Command("pawpost");
    (await row.load())(program);
    for (const command of program.commands) collect(command, [command.name()]);
  }
  return found;
}
const commands = await commandsThatAct();

test("every command has an example, and no example is left of one that went", () =>
  expect(Object.keys(EXAMPLES).toSorted()).toEqual([...commands.keys()].toSorted()));

test.each(Object.entries(EXAMPLES))("%s can be typed so: %s", (path, example) => {
  const command = commands.get(path);
  if (command === undefined) throw new Error(`there is no command ${path}`);
  const start = `pawpost ${path}`;
  expect(`${example} `.startsWith(`${start} `)).toBe(true);
  const { operands, unknown } = command
    .exitOverride()
    .parseOptions(example.slice(start.length).split(" ").filter(Boolean));
  expect(unknown).toEqual([]);
  const { registeredArguments } = command;
  expect(operands.length).toBeGreaterThanOrEqual(
    registeredArguments.filter(({ required }) => required).length,
  );
  expect(operands.length).toBeLessThanOrEqual(registeredArguments.length);
});
