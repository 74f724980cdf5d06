/** A browser and the hub's ledger, in one process: real keys, real store. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { alertList } from "../../../hub/contract/alerts.ts";
import type { Signer } from "../../../hub/contract/jws.ts";
import { countersign } from "../../../hub/contract/ledger-head.ts";
import { hours } from "../../../hub/domain/duration.ts";
import type { LedgerEntry, NumberedEntry } from "../../../hub/ports/ledger.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { makeSigner } from "../../../test/support/key-ring.ts";
import { claimAs, openPaperPage } from "../../../test/support/paper-page.ts";
import type { Page, Session } from "../page-state.ts";
import { auditLedger, believeLedgerAnew, checkLedger, keepCheckingLedger } from "./check-ledger.ts";

let rig: HubRig;
let page: Page;
let change: (entry: NumberedEntry) => NumberedEntry;

beforeEach(async () => {
  change = (entry) => entry;
  rig = await makeHubRig({
    // A hub that shows other entries than it has; the hashes it says are those it has.
    change: (house) => ({
      ledger: Object.assign(Object.create(house.ledger), {
        after: async (number: number, limit: number) => (await house.ledger.after(number, limit)).map(change),
        append: (entry: LedgerEntry) => house.ledger.append(entry),
      }),
    }),
  });
  page = await openPaperPage(rig.browser(), () => rig.clock.now());
  await claimAs(page, rig.access.claimCode() ?? "", "Mum", "a long passphrase of a test");
  await note(3);
});
afterEach(() => rig[Symbol.asyncDispose]());

async function note(times: number): Promise<void> {
  for (let n = 0; n < times; n++)
    await rig.house.ledger.append({ at: rig.clock.now(), kind: "slot-tested", person: null, subject: null });
}
const session = () => page.session.value as Session;
const known = () => page.store.ledger(session().info.hub);
const signed = () => rig.house.countersignatures.all();
const classes = async () =>
  (await page.client.call("GET", "/alerts", { schema: alertList })).alerts.map(({ class: name }) => name);

test("remembers how far it read, and countersigns it once", async () => {
  await checkLedger(page);
  const head = await rig.house.ledger.head();
  expect(await known()).toMatchObject({ pin: head, signed: { number: head.number } });
  expect(page.ledger.value).toMatchObject({ kind: "sound", pin: head });
  const [first] = signed();
  await checkLedger(page);
  expect(signed()).toEqual([first]);
  await note(1);
  await checkLedger(page);
  expect((await known())?.pin.number).toBe(head.number + 1);
  expect(signed()).not.toEqual([first]);
  const [second] = signed();
  await rig.clock.advance(hours(25));
  await checkLedger(page);
  expect(signed()[0]?.at).not.toBe(second?.at);
});

test("a hub that is away for a moment is not one that lies", async () => {
  await checkLedger(page);
  const before = await known();
  await rig.house.household.endSession(session().info.ath, { at: 1, by: null });
  await checkLedger(page);
  expect(page.ledger.value?.kind).toBe("sound");
  expect(await known()).toEqual(before);
});

describe("another history", () => {
  test("than the one that it remembers: it says so, keeps what it knew, and every guardian is told", async () => {
    await note(5);
    await checkLedger(page);
    const before = (await known()) ?? expect.fail();
    const { hub } = session().info;
    for (const [pin, code] of [
      [{ ...before.pin, hash: "5".repeat(64) }, "ledger.rewritten"],
      [{ ...before.pin, number: before.pin.number + 3 }, "ledger.cut"],
      [{ ...before.pin, key: (await makeSigner()).publicKey }, "ledger.other-key"],
    ] as const) {
      await page.store.putLedger(hub, { ...before, pin });
      page.ledger.value = undefined;
      await checkLedger(page);
      expect(page.ledger.value).toEqual({ kind: "broken", code });
      expect((await known())?.pin).toEqual(pin);
    }
    expect(await classes()).toEqual(["history-broken"]);
    // Said once in a visit, and not unsaid by what comes later.
    const { number } = await rig.house.ledger.head();
    await checkLedger(page);
    expect((await rig.house.ledger.head()).number).toBe(number);
    await page.store.putLedger(hub, before);
    await checkLedger(page);
    expect(page.ledger.value).toMatchObject({ kind: "broken" });
  });

  test("is believed when somebody says so", async () => {
    await checkLedger(page);
    const before = (await known()) ?? expect.fail();
    await page.store.putLedger(session().info.hub, {
      ...before,
      pin: { ...before.pin, hash: "5".repeat(64) },
    });
    await checkLedger(page);
    await believeLedgerAnew(page);
    const head = await rig.house.ledger.head();
    expect(page.ledger.value).toMatchObject({ kind: "sound", pin: head });
    expect(await known()).toMatchObject({ pin: head });
  });

  test("a new entry that was changed on the way is found at once", async () => {
    await checkLedger(page);
    await note(2);
    const { number } = await rig.house.ledger.head();
    change = (entry) => (entry.number === number ? { ...entry, at: entry.at + 1 } : entry);
    await checkLedger(page);
    expect(page.ledger.value).toEqual({ kind: "broken", code: "ledger.rewritten" });
  });
});

describe("reading everything anew", () => {
  test("counts the entries, and says who else has signed what is in it", async () => {
    await checkLedger(page);
    const head = await rig.house.ledger.head();
    expect(await auditLedger(page, session())).toEqual({
      entries: head.number,
      since: rig.clock.now(),
      witnesses: [
        {
          person: session().info.person.id,
          device: page.device.publicKey,
          at: new Date(rig.clock.now()).toISOString(),
          fits: true,
        },
      ],
    });
  });

  test("finds an old entry that was changed and left its hashes, once a day by itself", async () => {
    await note(3);
    const stop = new AbortController();
    const timer = { pause: async () => stop.abort() };
    await keepCheckingLedger(page, timer, stop.signal);
    expect(page.ledger.value?.kind).toBe("sound");
    change = (entry) => (entry.number === 2 ? { ...entry, person: session().info.person.id } : entry);
    await keepCheckingLedger(page, { pause: async () => undefined }, AbortSignal.abort());
    await checkLedger(page);
    expect(page.ledger.value?.kind).toBe("sound");
    await rig.clock.advance(hours(25));
    const again = new AbortController();
    await keepCheckingLedger(page, { pause: async () => again.abort() }, again.signal);
    expect(page.ledger.value).toEqual({ kind: "broken", code: "ledger.rewritten" });
    expect(await auditLedger(page, session())).toBeUndefined();
  });

  test("shows a device that has signed another history, and believes no signature of a stranger’s", async () => {
    await checkLedger(page);
    const [own] = signed();
    if (own === undefined) expect.fail();
    const { hub } = session().info;
    const elsewhere = { hub, number: 1, hash: "5".repeat(64), at: new Date(rig.clock.now()).toISOString() };
    const put = async (by: Signer) =>
      rig.house.countersignatures.put({ ...own, jws: await countersign(elsewhere, by) }, []);
    const witnesses = async () => (await auditLedger(page, session()))?.witnesses;
    await put(page.device);
    expect(await witnesses()).toMatchObject([{ device: page.device.publicKey, fits: false }]);
    await put(await makeSigner());
    expect(await witnesses()).toEqual([]);
  });
});
