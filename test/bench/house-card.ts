/** What a hub writes to its card in a day (card-day.ts), on an ext4 of its own. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onOwnImage } from "../support/own-image.ts";
import { makeMemoryDir } from "../support/store-rig.ts";

/** All in bytes but for `lines` and `phrases`. */
export interface CardDay {
  /** To the device, file system's own among it. */
  readonly written: number;
  /** Of it, in what a message and an answer ask for at once. */
  readonly post: number;
  readonly answer: number;
  /** Of it, while nobody did anything: notes, backup, drill, house check. */
  readonly rest: number;
  /** How much larger the files are at its end. */
  readonly grown: number;
  /** Told to the journal. */
  readonly lines: number;
  readonly lineBytes: number;
  readonly phrases: Readonly<Record<string, number>>;
}

const SCENARIO = fileURLToPath(new URL("card-day.ts", import.meta.url));

export async function measureCardDay(messages: number): Promise<CardDay> {
  await using dir = await makeMemoryDir();
  const [image, card, stick] = ["image", "card", "stick"].map((name) => join(dir.path, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [card, stick]) await mkdir(folder);
  const words = [process.execPath, SCENARIO, card, stick, String(messages)];
  const said = await onOwnImage(image, card, "1g", words, {});
  return JSON.parse(said.trim().split("\n").at(-1) ?? "") as CardDay;
}
