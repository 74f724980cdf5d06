/**
 * T-84. Every combination of what a guardian can lose and still have: passphrase, recovery sheet, a signed-in device, another guardian. What is left opens
 * the archive on a new device, or lets the person listen where they are, or leaves it to the other guardian, or nothing does. And: two guardians
 * of three lose everything. Rows of docs/recovery.md.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AgeIdentity } from "../../hub/archive/identity.ts";
import { messagePage } from "../../hub/contract/api.ts";
import { hours } from "../../hub/domain/duration.ts";
import { removeGuardian, suspend } from "../../web-ui/src/actions/guardians.ts";
import { openRecording } from "../../web-ui/src/actions/listen.ts";
import { makeSheet, sheetsOn, signInWithSheet, testSheet } from "../../web-ui/src/actions/recovery.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import {
  addGuardian,
  claimFamily,
  idOf,
  inRig,
  keysOf,
  type Member,
  pageElsewhere,
  sendFrom,
} from "../support/family.ts";
import { hum, prepareClip, randomId } from "../support/guardian.ts";
import { type HubRig, makeHubRig } from "../support/hub-rig.ts";
import { openPaperPage, sessionOn } from "../support/paper-page.ts";

const FACTORS = ["passphrase", "sheet", "device", "other guardian"] as const;
type Factor = (typeof FACTORS)[number];
type Outcome = "opens anew" | "listens here" | "the other one has it" | "nothing opens";

/** The documented outcome. */
const outcomeFor = (left: ReadonlySet<Factor>): Outcome => {
  if (left.has("passphrase") || left.has("sheet")) return "opens anew";
  if (left.has("device")) return "listens here";
  return left.has("other guardian") ? "the other one has it" : "nothing opens";
};

let rig: HubRig;
let mum: Member;
let dad: Member;
let sheet: AgeIdentity;

const hears = async (page: Page): Promise<boolean> => {
  const { messages } = await page.client.call("GET", "/messages", { schema: messagePage });
  const [message] = messages;
  return message !== undefined && (await openRecording(page, message)) !== undefined;
};

beforeAll(async () => {
  rig = await makeHubRig();
  const home = inRig(rig);
  mum = await claimFamily(home);
  dad = await addGuardian(home, mum, "Dad");
  const made = await makeSheet(mum.page, sessionOn(mum.page), await keysOf(mum));
  sheet = made.identity;
  const slot = sheetsOn(mum.page).find(({ id }) => id === made.id);
  if (slot === undefined) throw new Error("no sheet");
  await testSheet(mum.page, sessionOn(mum.page), slot, sheet);
  await sendFrom(mum, await prepareClip(hum(1, 1), 16_000), await rig.addToy());
});
afterAll(() => rig[Symbol.asyncDispose]());

/** Tries what is left, in the order in which a person would. */
async function tryWith(left: ReadonlySet<Factor>): Promise<Outcome> {
  const home = inRig(rig);
  if (left.has("passphrase") && (await hears((await pageElsewhere(home, mum)).page))) return "opens anew";
  if (left.has("sheet")) {
    const page = await openPaperPage(home.browser(), () => home.now());
    // The same passphrase again, so that the next combination finds it as it was.
    await signInWithSheet(page, { name: mum.name, identity: sheet, passphrase: mum.passphrase });
    if (await hears(page)) return "opens anew";
  }
  const guess = pageElsewhere(home, { name: mum.name, passphrase: `${randomId()} ${randomId()}` });
  await expect(guess).rejects.toMatchObject({ code: "sign-in.refused" });
  await rig.clock.advance(hours(1)); // no try is held against the next combination
  if (left.has("device") && (await hears(mum.page))) return "listens here";
  if (left.has("other guardian") && (await hears(dad.page))) return "the other one has it";
  return "nothing opens";
}

const combinations = Array.from({ length: 2 ** FACTORS.length }, (_, bits) =>
  FACTORS.filter((_, at) => (bits >> at) % 2 === 1),
);
describe("who has left", () => {
  test.each(combinations.map((left) => [left.join(", ") || "nothing", left] as const))(
    "%s",
    async (_, left) => {
      const set = new Set(left);
      expect(await tryWith(set)).toBe(outcomeFor(set));
    },
  );
});

test("two guardians of three lose everything: the third opens everything, and after a day removes both", async () => {
  await using own = await makeHubRig();
  const home = inRig(own);
  const first = await claimFamily(home);
  const second = await addGuardian(home, first, "Dad");
  const third = await addGuardian(home, first, "Nan");
  await sendFrom(first, await prepareClip(hum(1, 1), 16_000), await own.addToy());
  expect(await hears(third.page)).toBe(true);
  for (const lost of [first, second]) {
    await suspend(third.page, { id: idOf(lost) });
    await own.clock.advance(hours(24));
    const again = await pageElsewhere(home, third);
    await removeGuardian(again.page, { id: idOf(lost) });
    while (again.page.resealing.value?.state === "running") await new Promise((done) => setImmediate(done));
    expect(await hears(again.page)).toBe(true);
  }
  expect(own.house.household.people().map(({ name }) => name)).toEqual(["Nan"]);
  const last = await pageElsewhere(home, third);
  await expect(suspend(last.page, { id: idOf(last) })).rejects.toMatchObject({ code: "roster.refused" });
});
