/** What this machine keeps of having joined a hub as one of its rooms: `room.json` beside the journal, for its own user only. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sha256Hex } from "../../hub/contract/sha256.ts";
import { isRoom } from "../../hub/contract/topics.ts";
import { HouseLineError } from "./errors.ts";
import { erasePrivateFile, writePrivateFile } from "./private-file.ts";

const joinedRoom = z.strictObject({
  version: z.literal(1),
  room: z.string().refine(isRoom),
  title: z.string(),
  /** Where the hub listens. */
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  /** SHA-256 of the hub's public key: nobody else is talked to. */
  hubPin: sha256Hex,
  /** Its own, PEM. */
  key: z.string(),
  certificate: z.string(),
});
export type JoinedRoom = z.output<typeof joinedRoom>;

export const JOINED_ROOM_FILE = "room.json";

/** @returns `undefined` where it joined none @throws HouseLineError `house.bad-file` */
export async function readJoinedRoom(stateDir: string): Promise<JoinedRoom | undefined> {
  const path = join(stateDir, JOINED_ROOM_FILE);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return joinedRoom.parse(JSON.parse(text));
  } catch (cause) {
    throw new HouseLineError("house.bad-file", `${path} is not what joining wrote`, { cause });
  }
}

/** On the disk when it resolves. */
export const writeJoinedRoom = (stateDir: string, room: JoinedRoom): Promise<void> =>
  writePrivateFile(join(stateDir, JOINED_ROOM_FILE), `${JSON.stringify(room, null, 2)}\n`);

export const forgetJoinedRoom = async (stateDir: string): Promise<void> => {
  await erasePrivateFile(join(stateDir, JOINED_ROOM_FILE));
};
