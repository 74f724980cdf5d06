/**
 * The folder of one node:
 *
 *   relay.json        whose it is: zone, port, and after the first start the name of the operator's key
 *   operator.key      enrols hubs, revokes, names nodes; on one node of many
 *   node.key, node.credential
 *   enrolments        hubs that the operator enrolled, one signed line each
 *   revocations       hubs that may not come back, one signed line each
 *   codes/            invitations that nobody used yet
 *   relay.sock        what its owner's commands ask the relay that runs
 *
 * One process at a time runs on it.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { holdFolder } from "../../hub/local-socket/hold-folder.ts";
import { makeFolder, readIfThere, sweepTemporary, writeDurably } from "../../hub/store/durable-file.ts";
import { RelayError } from "../errors.ts";
import { KeepError } from "./errors.ts";

const MARK = "relay.json";

const mark = z.object({
  what: z.literal("the data of a Pawpost relay"),
  version: z.literal(1),
  zone: z.string(),
  /** Where hubs sign in. */
  port: z.int().min(0).max(65_535),
  /** By `nameOfKey`. `undefined` until its keys are there. */
  operator: z.string().optional(),
});
export type RelayMark = Pick<z.output<typeof mark>, "zone" | "port" | "operator">;

export interface RelayFolder extends AsyncDisposable {
  readonly mark: RelayMark;
  /** Durable when it resolves. */
  note(facts: RelayMark): Promise<void>;
}

/**
 * Takes the folder for this process, and makes it where there is none.
 * @throws RelayError; StoreError `store.disk-full`; KeepError `keep.damaged`
 */
export async function openRelayFolder(folder: string, zone: string): Promise<RelayFolder> {
  const names = await listFolder(folder);
  if (names === undefined) await makeFolder(folder).catch((cause) => unusable(folder, cause));
  // A disk of its own has that folder from the start.
  else if (!names.includes(MARK) && names.some((name) => name !== "lost+found"))
    throw new RelayError(
      "relay.folder-foreign",
      `${folder} holds other things, and no relay.`,
      "Nothing was touched. Name an empty folder, or one that does not exist yet: --data DIR",
    );
  const hold = await holdFolder(folder, "relay");
  if (hold === undefined)
    throw new RelayError(
      "relay.already-running",
      `A relay runs on ${folder} already.`,
      "Stop that one first (Ctrl-C in its window, or systemctl stop pawpost-relay), or choose another folder with --data DIR.",
    );
  try {
    let kept = await readMark(folder);
    if (kept !== undefined && kept.zone !== zone)
      throw new RelayError(
        "relay.other-zone",
        `${folder} is the folder of ${kept.zone}, not of ${zone}.`,
        `Start it with --zone ${kept.zone}, or choose another folder with --data DIR: hubs of one zone are not those of another.`,
      );
    await sweepTemporary(folder);
    const note = async (facts: RelayMark) => {
      const text = JSON.stringify({ what: "the data of a Pawpost relay", version: 1, ...facts }, null, 2);
      await writeDurably(join(folder, MARK), [new TextEncoder().encode(`${text}\n`)]);
      kept = facts;
    };
    if (kept === undefined) await note({ zone, port: 0 });
    return {
      get mark() {
        return kept ?? { zone, port: 0 };
      },
      note,
      [Symbol.asyncDispose]: () => hold[Symbol.asyncDispose](),
    };
  } catch (error) {
    await hold[Symbol.asyncDispose]();
    throw error;
  }
}

/** For a command beside the relay. @throws RelayError `relay.no-folder` where no relay was ever started */
export async function readRelayFolder(folder: string): Promise<RelayMark & { readonly operator: string }> {
  const kept = (await listFolder(folder))?.includes(MARK) === true ? await readMark(folder) : undefined;
  if (kept?.operator !== undefined) return { ...kept, operator: kept.operator };
  throw new RelayError(
    "relay.no-folder",
    `No relay was started on ${folder} yet.`,
    "Name its folder with --data DIR; where it is new, start it once: pawpost relay --zone family.example --data DIR",
  );
}

async function readMark(folder: string): Promise<RelayMark | undefined> {
  const bytes = await readIfThere(join(folder, MARK));
  if (bytes === undefined) return undefined;
  try {
    const { zone, port, operator } = mark.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return { zone, port, ...(operator !== undefined && { operator }) };
  } catch (cause) {
    throw new KeepError("keep.damaged", `${MARK} is damaged`, { cause });
  }
}

/** @returns undefined where there is no such folder */
async function listFolder(folder: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    return unusable(folder, cause);
  }
}

function unusable(folder: string, cause: unknown): never {
  const { code } = (cause as { cause?: NodeJS.ErrnoException }).cause ?? (cause as NodeJS.ErrnoException);
  if (code === "ENOSPC" || code === "EDQUOT") throw cause;
  throw new RelayError(
    "relay.folder-unusable",
    `${folder} cannot be used (${code ?? "unknown"}).`,
    "Check that the folder above it exists and that this user may write there, or choose another with --data DIR.",
    { cause },
  );
}
