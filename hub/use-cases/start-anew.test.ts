/** A family that nobody can get into any more, and the one that begins beside what it left; by the page's own verbs over a hub of the rig. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { codeOr } from "../../test/support/code-of.ts";
import {
  addGuardian,
  asGuardian,
  claimFamily,
  idOf,
  inRig,
  keysOf,
  type Member,
  pageElsewhere,
  sendFrom,
} from "../../test/support/family.ts";
import { type Clip, hum, prepareClip, quickHash } from "../../test/support/guardian.ts";
import { bleSays, type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { invite, peopleSeenBy } from "../../test/support/joining.ts";
import { openPaperPage, sessionOn } from "../../test/support/paper-page.ts";
import { Relative, rightsFor } from "../../test/support/relative.ts";
import { startAnewAt } from "../../test/support/start-anew.ts";
import { listOf } from "../../test/support/store-rig.ts";
import { changeVault } from "../../web-ui/src/actions/change-vault.ts";
import { endSession } from "../../web-ui/src/actions/end-session.ts";
import { believeRoster, leave } from "../../web-ui/src/actions/enter.ts";
import { openRecording } from "../../web-ui/src/actions/listen.ts";
import { listFormer, openFormer } from "../../web-ui/src/actions/open-former.ts";
import { haltAtOtherFamily } from "../../web-ui/src/actions/other-family.ts";
import { makeSheet } from "../../web-ui/src/actions/recovery.ts";
import { pauseResealing } from "../../web-ui/src/actions/reseal-clips.ts";
import { stepUp } from "../../web-ui/src/actions/step-up.ts";
import { followRoster } from "../../web-ui/src/keys/roster-pin.ts";
import { derivePassphraseKeys } from "../archive/derive-keys.ts";
import { openClip } from "../archive/sealed-clip.ts";
import { alertList } from "../contract/alerts.ts";
import { messagePage, type ToyView } from "../contract/api.ts";
import { parseBase64url } from "../contract/base64url.ts";
import { verifyRoster } from "../contract/roster.ts";
import { readRosterEntry } from "../contract/roster-entry.ts";
import { minutes } from "../domain/duration.ts";
import { windUpFormer } from "./start-anew.ts";

let rig: HubRig;
let mum: Member;
let toy: ToyView;
let clip: Clip;

beforeEach(async () => {
  rig = await makeHubRig();
  mum = await claimFamily(inRig(rig));
  toy = await rig.addToy();
  clip = await prepareClip(hum(1, 1), 16_000);
});
afterEach(() => rig[Symbol.asyncDispose]());

const press = async () => {
  rig.toys.says({ kind: "paw", toy: toy.id, paw: "play" });
  await rig.settle();
};
const makeCode = () => rig.access.startingAnew.makeCode();
const startAnew = async (how: Parameters<typeof startAnewAt>[2] = {}) =>
  startAnewAt(inRig(rig), { code: await makeCode(), press }, how);
const codeOf = codeOr("done");
const listed = async ({ page }: Member) =>
  (await page.client.call("GET", "/messages", { schema: messagePage })).messages;
const kinds = async () => (await listOf(rig.house.ledger.entries())).map(({ kind }) => kind);

describe("what was there before", () => {
  test("stays as it is, sealed to the old vault: the new guardian has no key to it, the old one still would", async () => {
    const { id } = await sendFrom(mum, clip, toy);
    const { vaults } = await keysOf(mum);
    const nan = await startAnew();
    const [message] = await listed(nan);
    expect(message).toMatchObject({ id, vault: 1 });
    if (message === undefined) throw new Error("no message");
    expect(sessionOn(nan.page).info.vaults.map(({ number }) => number)).toEqual([2]);
    expect(await openRecording(nan.page, message)).toBeUndefined();
    const sealed = await nan.page.client.bytes(`/messages/${id}/archive`);
    await expect(openClip(sealed, ...nan.page.vaults.value.values())).rejects.toMatchObject({
      code: "archive.wrong-key",
    });
    expect((await openClip(sealed, ...vaults.values())).about.id).toBe(id);
  });

  test("is nobody's to seal anew, whatever the new family does with its lock", async () => {
    await sendFrom(mum, clip, toy);
    const nan = await startAnew();
    await changeVault(nan.page, await stepUp(nan.page));
    while (nan.page.resealing.value?.state === "running") await new Promise((done) => setImmediate(done));
    expect(nan.page.resealing.value).toBeUndefined();
    expect(rig.house.household.people()).toMatchObject([{ name: "Nan", vaults: [{ number: 3 }] }]);
    expect((await listed(nan)).map(({ vault }) => vault)).toEqual([1]);
  });

  test("what waits for a toy is not delivered, and what was on its way is told to be over", async () => {
    const onItsWay = await sendFrom(mum, clip, toy);
    const waiting = await sendFrom(mum, await prepareClip(hum(1, 2), 16_000), toy);
    await rig.settle();
    const [delivery] = rig.toys.all("deliver");
    if (delivery === undefined) throw new Error("nothing is on its way");
    expect(delivery.message).toBe(onItsWay.id);
    const nan = await startAnew();
    await rig.settle();
    expect(await listed(nan)).toMatchObject([
      { id: waiting.id, state: "cancelled", history: { length: 2, 1: { cause: "started-anew" } } },
      { id: onItsWay.id, state: "failed", failure: { code: "started-anew", retry: false } },
    ]);
    expect(
      rig.toys
        .all("retire")
        .map(({ message }) => message)
        .toSorted(),
    ).toEqual([onItsWay.id, waiting.id].toSorted());
    expect(await listOf(rig.house.waiting.ids())).toEqual([]);
    // It got there after all: that is said, too.
    rig.toys.says(bleSays.delivered(delivery));
    await rig.settle();
    expect((await listed(nan)).at(-1)).toMatchObject({ id: onItsWay.id, state: "on_toy" });
  });

  test("a hub that was killed before it told the post so does it at its next start", async () => {
    const { id } = await sendFrom(mum, clip, toy);
    // All that is written in the one step, and nothing after it.
    const { begin } = rig.access.startingAnew;
    rig.access.startingAnew.begin = async (...asked) => {
      const session = await begin(...asked);
      rig.house.household.former = () => [];
      return session;
    };
    await startAnew();
    expect(await listOf(rig.house.waiting.ids())).toEqual([id]);
    await rig.settle();
    await using next = await makeHubRig({ copyOf: rig.dir });
    expect(next.house.household.people().map(({ name }) => name)).toEqual(["Nan"]);
    await windUpFormer(next.house);
    expect(await next.house.messages.get(id)).toMatchObject({ failure: { code: "started-anew" } });
    expect(await listOf(next.house.waiting.ids())).toEqual([]);
  });
});

describe("who was there before", () => {
  test("is out at once: sessions, passphrase, invitations and devices, relatives too", async () => {
    const dad = await addGuardian(inRig(rig), mum, "Dad");
    const gran = await Relative.join(rig, await asGuardian(mum), [rightsFor(toy.child)]);
    const invited = await invite(await asGuardian(dad), { role: "guardian", name: "Uncle" });
    await startAnew();
    for (const { page } of [mum, dad])
      expect(await codeOf(page.client.call("GET", "/state"))).toBe("session.none");
    expect(await codeOf(gran.client.call("GET", "/post"))).toBe("session.none");
    expect(await codeOf(gran.signInAgain())).toBe("sign-in.unknown-device");
    expect(await codeOf(pageElsewhere(inRig(rig), mum))).toBe("sign-in.refused");
    const stranger = await openPaperPage(rig.browser(), () => rig.clock.now());
    const look = stranger.client.call("POST", "/join/look", { json: { invitation: invited.id } });
    expect(await codeOf(look)).toBe("invitation.withdrawn");
  });

  test("is told nothing more, on no device", async () => {
    const { device } = mum.page;
    const where = { endpoint: "https://push.example.org/1", p256dh: "key", auth: "secret", told: {} };
    await rig.house.pushes.put({ device: device.publicKey, person: idOf(mum), ...where }, []);
    await startAnew({ name: "Mum", page: mum.page });
    await rig.settle();
    expect(rig.house.pushes.all()).toEqual([]);
  });

  test("is told so by their own browser, which believes the new family only when its person says so", async () => {
    const dad = await addGuardian(inRig(rig), mum, "Dad");
    const gran = await Relative.join(rig, await asGuardian(mum), [rightsFor(toy.child)]);
    const nan = await startAnew();
    const { info, roster } = sessionOn(nan.page);
    await leave(mum.page, true);
    expect(mum.page.phase.value).toEqual({
      kind: "started-anew",
      hub: info.hub,
      family: roster.fingerprint,
    });
    // A hub that keeps it from the page at the door gets no further inside.
    await expect(believeRoster(dad.page, info)).rejects.toMatchObject({
      code: "roster.wrong-first-guardian",
    });
    expect(gran.info.roster[0]).not.toBe(info.roster[0]);
    await mum.page.store.forgetFamily(info.hub);
    expect(await haltAtOtherFamily(mum.page, await mum.page.client.card())).toBe(false);
    const again = await addGuardian(inRig(rig), nan, "Mum");
    expect(sessionOn(again.page).roster.fingerprint).toBe(roster.fingerprint);
  });

  test("a relative’s page says so when its session ends, and asks for no session of the new family", async () => {
    const { info } = await Relative.join(rig, await asGuardian(mum), [rightsFor(toy.child)]);
    const page = await openPaperPage(rig.browser(), () => rig.clock.now());
    const roster = await verifyRoster(info.roster);
    page.session.value = { info, roster };
    await page.store.putRoster(info.hub, followRoster(roster, undefined));
    await startAnew();
    expect(await endSession(page)).toBe(false);
    expect(page.phase.value).toMatchObject({ kind: "started-anew", hub: info.hub });
    expect(page.session.value).toBeUndefined();
  });

  test("the browser that starts anew takes leave of the family that was", async () => {
    await sendFrom(mum, clip, toy);
    await startAnew({ name: "Mum", page: mum.page });
    expect(sessionOn(mum.page).info.person.name).toBe("Mum");
    expect([...mum.page.vaults.value.keys()]).toEqual([2]);
    expect(await haltAtOtherFamily(mum.page, await mum.page.client.card())).toBe(false);
  });
});

describe("the new family", () => {
  test("begins a roster of its own, and goes on with numbers of vaults, children, toys’ names and the history", async () => {
    const before = await kinds();
    const [child] = rig.house.household.children();
    const nan = await startAnew();
    const { roster } = sessionOn(nan.page).info;
    expect(roster).toHaveLength(2);
    expect(await readRosterEntry(roster[0] ?? "")).toMatchObject({
      prev: null,
      entry: { kind: "guardian", person: idOf(nan), vault: { number: 2 } },
    });
    expect(rig.house.household.children()).toEqual([child]);
    expect(rig.house.household.toys()).toMatchObject([{ id: toy.id, name: toy.name, claimed: false }]);
    expect((await kinds()).slice(0, before.length + 2)).toEqual([...before, "anew-asked", "started-anew"]);
    expect(rig.house.household.former()).toMatchObject([{ people: [{ name: "Mum" }] }]);
    expect((await peopleSeenBy(nan.page)).former).toEqual([{ id: idOf(mum), name: "Mum" }]);
  });

  test("sends and is heard, once a toy took its paw again", async () => {
    const nan = await startAnew();
    const unclaimed = sendFrom(nan, clip, toy);
    await expect(unclaimed).rejects.toMatchObject({ code: "toy.not-claimed" });
    await nan.page.client.call("POST", "/toys/search");
    rig.toys.saysToys({ toy: toy.id, claimed: false });
    const names = { toyName: "Bear", childName: "the child" };
    await nan.page.client.call("POST", `/toys/${toy.id}/claim`, { json: names });
    const [claim] = rig.toys.all("claim-toy");
    if (claim === undefined) throw new Error("no claim");
    expect(claim.child).toBe(toy.child);
    const at = "2026-01-02T03:04:05.000Z";
    const { roster } = sessionOn(nan.page);
    rig.toys.says({ kind: "toy-claimed", event: toy.id, at, id: claim.id, toy: toy.id, roster: roster.head });
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    const sent = await sendFrom(nan, clip, toy);
    await rig.settle();
    expect(rig.toys.all("deliver").map(({ message }) => message)).toEqual([sent.id]);
    const [message] = await listed(nan);
    expect(message?.vault).toBe(2);
    if (message !== undefined) expect(await openRecording(nan.page, message)).toBeDefined();
  });

  test("can start anew again: each family before it is kept", async () => {
    await startAnew();
    await rig.house.household.putToy({ ...toy, claimed: true, room: "home" } as never, {
      id: toy.child,
      name: "the child",
    });
    const third = await startAnew({ name: "Third" });
    expect(sessionOn(third.page).roster.vault.number).toBe(3);
    expect(rig.house.household.former().flatMap(({ people }) => people.map(({ name }) => name))).toEqual([
      "Mum",
      "Nan",
    ]);
  });
});

describe("the code", () => {
  test("is told to every guardian who can still look, before anybody shows it", async () => {
    await makeCode();
    const { alerts } = await mum.page.client.call("GET", "/alerts", { schema: alertList });
    expect(alerts).toContainEqual(expect.objectContaining({ class: "anew-asked", unseen: 1 }));
  });

  test("is not made for a hub that has no guardian, nor without a toy whose paw could be pressed", async () => {
    await using blank = await makeHubRig();
    await expect(blank.access.startingAnew.makeCode()).rejects.toMatchObject({ code: "anew.no-guardian" });
    await claimFamily(inRig(blank));
    await expect(blank.access.startingAnew.makeCode()).rejects.toMatchObject({ code: "anew.no-toy" });
    expect((await listOf(blank.house.ledger.entries())).map(({ kind }) => kind)).not.toContain("anew-asked");
  });

  test("is good for half an hour, and a newer one takes its place", async () => {
    const [first, second] = [await makeCode(), await makeCode()];
    const show = (code: string) => codeOf(startAnewAt(inRig(rig), { code, press }));
    expect(await show(first)).toBe("anew.wrong-code");
    await rig.clock.advance(minutes(31));
    expect(await show(second)).toBe("anew.wrong-code");
    expect(rig.house.household.people().map(({ name }) => name)).toEqual(["Mum"]);
  });

  test("a paw that comes too late does not count, and the code can be shown again", async () => {
    const code = await makeCode();
    const late = async () => {
      await rig.clock.advance(minutes(3));
      await press();
    };
    await expect(startAnewAt(inRig(rig), { code, press: late })).rejects.toThrow(/nobody is signed in/);
    expect(rig.house.household.people().map(({ name }) => name)).toEqual(["Mum"]);
    const nan = await startAnewAt(inRig(rig), { code, press });
    expect(sessionOn(nan.page).info.person.name).toBe("Nan");
  });
});

describe("old recordings", () => {
  const untilResealed = async ({ page }: Member) => {
    while (page.resealing.value?.state === "running") await new Promise((done) => setImmediate(done));
  };
  const formerOf = async ({ page }: Member) => {
    const [former] = await listFormer(page);
    if (former === undefined) throw new Error("nobody was there before");
    return former;
  };
  const boxed = () =>
    rig.house.household
      .people()
      .map((one) => (one.role === "guardian" ? one.vaults.map(({ number }) => number) : []));

  test("open with an old passphrase, for every guardian of now, and are sealed anew to the last", async () => {
    const { id } = await sendFrom(mum, clip, toy);
    const nan = await startAnew();
    const uncle = await addGuardian(inRig(rig), nan, "Uncle");
    const { passphrase } = mum;
    await openFormer(nan.page, await formerOf(nan), { by: "passphrase", passphrase });
    await untilResealed(nan);
    expect((await listed(nan)).map(({ vault }) => vault)).toEqual([2]);
    expect(boxed()).toEqual([[2], [2]]);
    for (const { page } of [nan, await pageElsewhere(inRig(rig), uncle)]) {
      const [message] = await listed({ ...nan, page });
      expect(message === undefined ? undefined : (await openRecording(page, message))?.about.id).toBe(id);
    }
    expect(await kinds()).toContain("resealing-ended");
    expect(rig.house.alerts.all().map(({ class: name }) => name)).toContain("former-opened");
  });

  test("open with an old recovery sheet, as soon as it is shown", async () => {
    const made = await makeSheet(mum.page, sessionOn(mum.page), await keysOf(mum));
    await sendFrom(mum, clip, toy);
    const nan = await startAnew();
    await openFormer(nan.page, await formerOf(nan), { by: "recovery-sheet", identity: made.identity });
    pauseResealing(nan.page);
    const [message] = await listed(nan);
    expect(message === undefined ? undefined : await openRecording(nan.page, message)).toBeDefined();
  });

  test("what waited for a guardian then waits for one of now, sealed anew", async () => {
    const guardian = await asGuardian(mum);
    const gran = await Relative.join(rig, guardian, [rightsFor(toy.child)]);
    await gran.sendSealed(guardian, clip, toy.child);
    const nan = await startAnew();
    expect(await listed(nan)).toMatchObject([{ state: "awaiting_approval", vault: 1 }]);
    await openFormer(nan.page, await formerOf(nan), { by: "passphrase", passphrase: mum.passphrase });
    await untilResealed(nan);
    expect(await listed(nan)).toMatchObject([{ state: "awaiting_approval", vault: 2 }]);
  });

  test("stay shut for a wrong passphrase, and for boxes of who has shown none", async () => {
    await sendFrom(mum, clip, toy);
    const nan = await startAnew();
    await addGuardian(inRig(rig), nan, "Uncle");
    const former = await formerOf(nan);
    const wrong = { by: "passphrase", passphrase: "four words that nobody had" } as const;
    expect(await codeOf(openFormer(nan.page, former, wrong))).toBe("former.refused");
    expect((await kinds()).at(-1)).toBe("sign-in-failed");
    const own = sessionOn(nan.page).info.vaults[0]?.box ?? "";
    const hand = (boxes: unknown) =>
      codeOf(nan.page.client.call("POST", `/former/${former.id}/vaults`, { json: { boxes } }));
    const one = { number: 1, person: idOf(nan), box: own };
    // Nothing was shown yet.
    expect(await hand([one])).toBe("former.refused");
    expect(boxed()).toEqual([[2], [2]]);
  });

  test("stay shut for boxes that are not for every guardian, or of another vault, and for who showed a way in too long ago", async () => {
    const nan = await startAnew();
    const uncle = await addGuardian(inRig(rig), nan, "Uncle");
    const former = await formerOf(nan);
    const { salt } = former;
    const { auth } = await derivePassphraseKeys(
      mum.passphrase,
      parseBase64url(salt ?? "") ?? new Uint8Array(),
      quickHash,
    );
    await stepUp(nan.page);
    const { client } = nan.page;
    await client.call("POST", `/former/${former.id}/keys`, { json: { by: "passphrase", auth } });
    const box = sessionOn(nan.page).info.vaults[0]?.box ?? "";
    const hand = (...boxes: readonly (readonly [number, Member])[]) => {
      const json = { boxes: boxes.map(([number, who]) => ({ number, person: idOf(who), box })) };
      return codeOf(client.call("POST", `/former/${former.id}/vaults`, { json }));
    };
    expect(await hand([1, nan])).toBe("vault.not-for-all");
    expect(await hand([1, nan], [1, nan])).toBe("vault.not-for-all");
    expect(await hand([2, nan], [2, uncle])).toBe("vault.not-for-all");
    expect(await hand([1, nan], [1, mum])).toBe("vault.not-for-all");
    await rig.clock.advance(minutes(6));
    expect(await hand([1, nan], [1, uncle])).toBe("session.step-up-needed");
    await stepUp(nan.page);
    expect(await hand([1, nan], [1, uncle])).toBe("former.refused");
    expect(boxed()).toEqual([[2], [2]]);
  });
});
