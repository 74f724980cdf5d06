/**
 * A bit of a stored file flips. What is read of it is what was written, or a clear word that it is not: never something else, and never
 * nothing, as if it had not been there. Where a check is taken out, something else is handed out.
 */
import { createHash, randomInt } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { serialize } from "node:v8";
import { afterAll, beforeAll, expect, test } from "vitest";
import { size, timeFor } from "../attacks/sizes.ts";
import { type BackedUpFamily, makeBackedUpFamily } from "../support/backed-up-family.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { seeded } from "../support/seeded.ts";
import {
  type Kind,
  laySomeOfEach,
  OURS,
  type Readers,
  SHARES_OF_FLIPS,
  type StoredFile,
} from "./stored-files.ts";

const FLIPS = size("flippedBits");
/** Words for damage, by which whoever runs the hub knows what to do. */
const CLEAR =
  /^(?:store\.(?:damaged|too-new|key-missing|ledger-broken)|backup\.(?:altered|foreign|newer|none)|archive\.(?:damaged|wrong-key|not-sealed))$/;

let family: BackedUpFamily;
beforeAll(async () => {
  family = await makeBackedUpFamily();
});
afterAll(() => family?.[Symbol.asyncDispose]());

const digest = (value: unknown) => createHash("sha256").update(serialize(value)).digest("hex");

type Outcome = "detected" | "harmless" | "wrong";

async function flip(path: string, at: number, bit: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, at);
    byte[0] = (byte[0] ?? 0) ^ (1 << bit);
    await file.write(byte, 0, 1, at);
  } finally {
    await file.close();
  }
}

async function flipAll(
  files: readonly StoredFile[],
  kinds: readonly Kind[],
  flips: number,
  random: () => number,
) {
  const counts = new Map<Kind, Record<Outcome, number>>();
  const wrong: string[] = [];
  const whole = new Map<StoredFile, string>();
  for (const kind of kinds) {
    const ofKind = files.filter((file) => file.kind === kind);
    expect(ofKind, kind).not.toEqual([]);
    const count: Record<Outcome, number> = { detected: 0, harmless: 0, wrong: 0 };
    counts.set(kind, count);
    for (let done = 0; done < Math.ceil((flips * SHARES_OF_FLIPS[kind]) / 1_000); done++) {
      const file = ofKind[Math.floor(random() * ofKind.length)];
      if (file === undefined) continue;
      if (!whole.has(file)) whole.set(file, digest(await file.read()));
      const [at, bit] = [Math.floor(random() * (await stat(file.path)).size), Math.floor(random() * 8)];
      await flip(file.path, at, bit);
      const said = await file.read().then(
        (value) => (digest(value) === whole.get(file) ? "harmless" : "handed out"),
        (error: unknown) => String((error as { readonly code?: unknown }).code ?? error),
      );
      await flip(file.path, at, bit);
      const outcome = said === "harmless" ? "harmless" : CLEAR.test(said) ? "detected" : "wrong";
      count[outcome] += 1;
      if (outcome === "wrong") wrong.push(`${kind} ${file.path} byte ${at} bit ${bit}: ${said}`);
    }
  }
  return { counts, wrong };
}

const KINDS = Object.keys(SHARES_OF_FLIPS) as Kind[];

test(
  `hands out nothing wrong of ${FLIPS} files in which a bit flipped`,
  async () => {
    const seed = randomInt(2 ** 32);
    await using laid = await laySomeOfEach(family);
    const { counts, wrong } = await flipAll(laid.files, KINDS, FLIPS, seeded(seed));
    const sum = (outcome: Outcome) => [...counts.values()].reduce((all, count) => all + count[outcome], 0);
    const each = [...counts]
      .map(([kind, { detected, harmless }]) => `${kind} ${detected}+${harmless}`)
      .join(", ");
    process.stdout.write(
      `flipped=${sum("detected") + sum("harmless") + sum("wrong")} detected=${sum("detected")} harmless=${sum("harmless")} handed-out-wrong=${sum("wrong")} seed=${seed} (detected+harmless: ${each})\n`,
    );
    expect(wrong).toEqual([]);
    // What a family said and hears: there is no bit in it that does not matter.
    for (const kind of ["recording", "waiting clip", "shared clip", "library item", "backup's file"] as const)
      expect(counts.get(kind), kind).toMatchObject({ harmless: 0 });
  },
  timeFor("flippedBits").timeout,
);

const CHECKS: readonly (readonly [Kind, Patch])[] = [
  [
    "recording",
    {
      file: "hub/store/archive-folder.ts",
      find: "if (sealed !== undefined && card?.file !== undefined && sha256(sealed) === card.file.sha256)",
      replace: "if (sealed !== undefined && card?.file !== undefined)",
    },
  ],
  ["waiting clip", { file: "hub/store/sealed-value.ts", find: "    decipher.final();\n", replace: "" }],
  [
    "backup's file",
    {
      file: "hub/backup/check-snapshot.ts",
      find: 'return hash.digest("hex") === sha256;',
      replace: "return true;",
    },
  ],
];

test.each(CHECKS)("without its check, a %s is handed out with a bit that flipped", async (kind, patch) => {
  await using copy = await makePatchedCopy([patch]);
  const readers: Readers = {
    ...OURS,
    ...(await copy.load<Pick<Readers, "openHubStore">>("hub/store/hub-store.ts")),
    ...(await copy.load<Pick<Readers, "checkSnapshot">>("hub/backup/check-snapshot.ts")),
  };
  await using laid = await laySomeOfEach(family, readers);
  const { wrong } = await flipAll(laid.files, [kind], 100, seeded(1));
  expect(wrong[0]).toContain("handed out");
});
