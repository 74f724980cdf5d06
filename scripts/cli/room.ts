/** `pawpost room`: which other rooms' machines bring messages to toys for this hub. docs/rooms.md */
import { resolve } from "node:path";
import type { Command } from "commander";
import { COMMAND_LINE, type RoomStatus, roomStatus } from "../../hub/contract/command-line.ts";
import type { RoomRefused } from "../../hub/ports/rooms.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { askHub, findHubSocket, refusalOf } from "./hub-socket.ts";

/** What to do about each refusal. */
const ADVICE: Readonly<Record<RoomRefused["code"], string>> = {
  "room.no-family":
    "Open the page first, and become its first guardian: without one nobody's messages count in any room.",
  "room.no-network":
    "Is this machine on the house's network? Setting rooms_at says where the hub is to listen: docs/configuration.md",
  "room.too-many": "Take one off first: pawpost room remove ROOM",
  "room.same-name": "Give it another name. Which there are: pawpost room list",
  "room.bad-name": "Write a name of 1 to 32 characters, such as Attic.",
  "room.unknown": "Which rooms there are: pawpost room list",
};

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

export function registerRoomCommands(program: Command): void {
  const room = program
    .command("room")
    .description("Which other rooms' machines bring messages to toys for this hub (docs/rooms.md).");
  const command = (name: string, says: string) =>
    room.command(name).description(says).addOption(hubDataOption());
  command(
    "add",
    "Makes a code by which another machine joins, once, within ten minutes. Every guardian is told when it did.",
  )
    .argument("<name>", "what the room is called, such as Attic")
    .action(async (name: string, _, own: Command) => {
      const { invitation } = await ask(own.optsWithGlobals<Options>(), COMMAND_LINE.addRoom, { room: name });
      if (invitation !== null) console.log(describeInvitation(invitation));
    });
  command("list", "Says which rooms there are, and whether they are reached.")
    .option("--json", "print it as JSON")
    .action(async (_, own: Command) => {
      const options = own.optsWithGlobals<Options>();
      const { rooms, toys } = await ask(options, COMMAND_LINE.rooms, {});
      const isJson = options.json === true;
      console.log(isJson ? JSON.stringify({ rooms, toys }) : describeRooms({ rooms, toys }));
    });
  command("rename", "Gives a room another name.")
    .argument("<room>", "its name, or its id as the list has it")
    .argument("<name>", "the new one")
    .action(async (which: string, title: string, _, own: Command) =>
      console.log(
        describeRooms(
          await ask(own.optsWithGlobals<Options>(), COMMAND_LINE.renameRoom, { room: which, title }),
        ),
      ),
    );
  command("remove", "Takes a room off the hub, at once. Every guardian is told.")
    .argument("<room>", "its name, or its id as the list has it")
    .action(async (which: string, _, own: Command) => {
      await ask(own.optsWithGlobals<Options>(), COMMAND_LINE.removeRoom, { room: which });
      console.log("Taken off. Its toys are out of reach until they are found from another room, by a paw.");
    });
}

/** @throws CliError with the hub's own code, or `room.not-running`, `room.no-answer` */
async function ask({ data }: Options, path: string, what: object): Promise<RoomStatus> {
  const socketPath = await findHubSocket("room", resolve(data));
  const body = { type: "application/json", bytes: new TextEncoder().encode(JSON.stringify(what)) };
  const answer = await askHub("room", socketPath, path, body);
  const rooms = roomStatus.safeParse(answer.json);
  if (answer.status === 200 && rooms.success) return rooms.data;
  throw refusalOf("room", answer, ADVICE);
}

export function describeInvitation({
  title,
  code,
  addresses,
}: NonNullable<RoomStatus["invitation"]>): string {
  const [address = ""] = addresses;
  const others = addresses.slice(1);
  return [
    `For the room “${title}”. On the other machine, within ten minutes, once:`,
    "",
    `  pawpost ble join ${address} ${code}`,
    "",
    ...(others.length === 0 ? [] : [`Where that address is not reached: ${others.join(", ")}`, ""]),
    "It shows six words. Compare them with those that the page shows under Rooms and under Toys before you say yes there.",
    "",
    "So that toys go from room to room by themselves: pawpost ble house here, and there the line that it shows.",
  ].join("\n");
}

export function describeRooms({ rooms, toys }: Pick<RoomStatus, "rooms" | "toys">): string {
  if (rooms.length === 0) return "There is one room: where the hub is. To add another: pawpost room add NAME";
  const list = rooms.map(({ id, title, isOnline, takesOver, toys: count }) => {
    const state = isOnline ? "reached" : "not reached";
    const how = takesOver ? "  takes toys over" : "";
    return `  ${title.padEnd(32)}  ${state.padEnd(11)}  ${count} ${count === 1 ? "toy" : "toys"}  ${id}${how}`;
  });
  if (toys.length === 0) return list.join("\n");
  const where = toys.map(
    ({ name, room, isHeld }) =>
      `  ${name.padEnd(32)}  ${isHeld ? "held" : "out of reach"}, ${room ?? "where the hub is"}`,
  );
  return [...list, "", "Where toys are:", "", ...where].join("\n");
}
