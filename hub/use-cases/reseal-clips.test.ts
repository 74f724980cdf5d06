/** Changing the lock and sealing anew, by the page's own verbs over a hub of the rig. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { codeOr } from "../../test/support/code-of.ts";
import {
  addGuardian,
  claimFamily,
  inRig,
  keysOf,
  type Member,
  pageElsewhere,
  sendFrom,
} from "../../test/support/family.ts";
import { type Clip, hum, prepareClip } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { sessionOn } from "../../test/support/paper-page.ts";
import { listOf } from "../../test/support/store-rig.ts";
import { changeVault } from "../../web-ui/src/actions/change-vault.ts";
import { openRecording } from "../../web-ui/src/actions/listen.ts";
import { readAnew } from "../../web-ui/src/actions/read-anew.ts";
import { pauseResealing, startResealing } from "../../web-ui/src/actions/reseal-clips.ts";
import { stepUp } from "../../web-ui/src/actions/step-up.ts";
import { makeNewVault } from "../../web-ui/src/keys/new-vault.ts";
import type { AgeIdentity } from "../archive/identity.ts";
import { openClip } from "../archive/sealed-clip.ts";
import { type MessageView, messagePage, type ToyView } from "../contract/api.ts";
import { verifyRoster } from "../contract/roster.ts";
import { signRosterEntry } from "../contract/roster-entry.ts";
import { olderClips } from "../contract/vault-change.ts";
import { minutes } from "../domain/duration.ts";

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

const boxed = () =>
  rig.house.household
    .people()
    .map((one) => (one.role === "guardian" ? one.vaults.map(({ number }) => number) : []));
const listed = async ({ page }: Member) =>
  (await page.client.call("GET", "/messages", { schema: messagePage })).messages;
const codeOf = codeOr("done");
/** Changes the lock, and waits until nothing is left to be sealed anew. */
const changeLock = async (by: Member) => {
  await changeVault(by.page, await stepUp(by.page));
  await untilResealed(by);
};
const untilResealed = async ({ page }: Member) => {
  while (page.resealing.value?.state === "running") await new Promise((done) => setImmediate(done));
};
const vaultsThatOpen = async (id: string, identities: ReadonlyMap<number, AgeIdentity>) => {
  const sealed = await rig.house.archive.get(id);
  const open = await Promise.all(
    [...identities].map(async ([number, identity]) =>
      (await openClip(sealed ?? new Uint8Array(), identity).catch(() => undefined)) === undefined
        ? []
        : [number],
    ),
  );
  return open.flat();
};
const kinds = async () => (await listOf(rig.house.ledger.entries())).map(({ kind }) => kind);

describe("changing the lock", () => {
  test("boxes the new vault to every guardian, and takes nothing for the old one any more", async () => {
    const dad = await addGuardian(inRig(rig), mum, "Dad");
    const { vault } = sessionOn(dad.page).roster;
    await changeLock(mum);
    expect(boxed()).toEqual([[2], [2]]);
    expect(await codeOf(sendFrom(dad, clip, toy, { vault }))).toBe("message.stale-vault");
    await readAnew(dad.page);
    const { id } = await sendFrom(dad, clip, toy);
    expect((await rig.house.messages.get(id))?.vault).toBe(2);
    expect([...(await keysOf(dad)).vaults.keys()]).toEqual([2]);
    expect(rig.toys.all("roster").length).toBeGreaterThan(0);
    expect(await kinds()).toContain("vault-changed");
  });

  test("is nothing that a page may do that nobody steps up at", async () => {
    const { signer } = await keysOf(mum);
    const { request } = await makeNewVault(sessionOn(mum.page).roster, signer);
    const wish = mum.page.client.call("POST", "/vault", { json: request });
    expect(await codeOf(wish)).toBe("session.step-up-needed");
    expect(boxed()).toEqual([[1]]);
  });

  test("wants a box for each guardian, and for nobody else, and an entry by the person's own key", async () => {
    const dad = await addGuardian(inRig(rig), mum, "Dad");
    const { roster } = await readAnew(mum.page);
    const opened = await stepUp(mum.page);
    const { request } = await makeNewVault(roster, opened.signer);
    const [one, other] = request.boxes;
    if (one === undefined || other === undefined) throw new Error("two guardians");
    const { request: dads } = await makeNewVault(roster, (await keysOf(dad)).signer);
    const device = { kind: "device-out", deviceKey: dad.page.device.publicKey } as const;
    const out = await signRosterEntry(roster.hub, roster.head, device, opened.signer);
    const tries: [object, string][] = [
      [{ ...request, boxes: [one] }, "vault.not-for-all"],
      [{ ...request, boxes: [one, one] }, "vault.not-for-all"],
      [{ ...request, boxes: [one, other, { ...one, person: rig.house.newId() }] }, "vault.not-for-all"],
      [{ ...request, boxes: [one, { ...other, box: "x".repeat(400) }] }, "vault.not-for-all"],
      [{ ...dads, boxes: request.boxes }, "roster.refused"],
      [{ ...request, entries: [out] }, "roster.refused"],
    ];
    for (const [json, code] of tries)
      expect(await codeOf(mum.page.client.call("POST", "/vault", { json }))).toBe(code);
    expect(boxed()).toEqual([[1], [1]]);
    expect((await verifyRoster(rig.house.household.roster())).vault.number).toBe(1);
  });

  test("at two pages at once is done once", async () => {
    const phone = await pageElsewhere(inRig(rig), mum);
    const [one, other] = [await stepUp(mum.page), await stepUp(phone.page)];
    const done = await Promise.all([
      codeOf(changeVault(mum.page, one)),
      codeOf(changeVault(phone.page, other)),
    ]);
    expect(done.toSorted()).toEqual(["done", "roster.refused"]);
    await Promise.all([untilResealed(mum), untilResealed(phone)]);
  });

  test("goes around the generic door to the roster nowhere", async () => {
    const { roster } = await readAnew(mum.page);
    const { signer } = await keysOf(mum);
    const { request } = await makeNewVault(roster, signer);
    const json = { entry: request.entries[0] };
    expect(await codeOf(mum.page.client.call("POST", "/roster", { json }))).toBe("roster.refused");
  });
});

describe("sealing anew", () => {
  let messages: MessageView[];
  let old: ReadonlyMap<number, AgeIdentity>;
  beforeEach(async () => {
    messages = [];
    for (let nth = 0; nth < 3; nth++) messages.push(await sendFrom(mum, clip, toy));
    old = (await keysOf(mum)).vaults;
  });
  const idOf = (nth: number) => messages[nth]?.id ?? "";

  test("leaves every clip the same inside, for the new key alone, and drops the old one from everybody", async () => {
    const dad = await addGuardian(inRig(rig), mum, "Dad");
    await changeLock(mum);
    expect(mum.page.resealing.value).toBeUndefined();
    expect(boxed()).toEqual([[2], [2]]);
    const { vaults } = await keysOf({ ...dad, page: (await pageElsewhere(inRig(rig), dad)).page });
    for (const { id } of messages) {
      expect(await vaultsThatOpen(id, new Map([...old, ...vaults]))).toEqual([2]);
      const sealed = await rig.house.archive.get(id);
      const [key] = vaults.values();
      const opened = await openClip(sealed ?? new Uint8Array(), key as AgeIdentity);
      expect(opened.about.id).toBe(id);
      expect(opened.wav).toEqual(clip.wav);
      expect((await rig.house.messages.get(id))?.sealedBytes).toBe(sealed?.byteLength);
    }
    expect((await listed(mum)).map(({ vault }) => vault)).toEqual([2, 2, 2]);
  });

  test("is one entry that says how many, not one for each clip, and one at the end", async () => {
    const before = (await kinds()).length;
    await changeLock(mum);
    const entries = (await listOf(rig.house.ledger.entries())).slice(before);
    expect(entries.map(({ kind, subject }) => [kind, subject])).toEqual([
      ["stepped-up", null],
      ["vault-changed", null],
      ["resealing-began", "3"],
      ["resealing-ended", null],
    ]);
  });

  test("stops where it is told to, and goes on at another guardian's page", async () => {
    const dad = await addGuardian(inRig(rig), mum, "Dad");
    const unsubscribe = mum.page.resealing.subscribe((now) => {
      if (now?.state === "running" && now.done === 1) pauseResealing(mum.page);
    });
    // One at a time, so that it can be stopped between two.
    await changeLock(mum);
    unsubscribe();
    expect(mum.page.resealing.value?.state).toBe("paused");
    if (rig.house.live.older?.clips !== 0)
      expect(boxed()).toEqual([
        [1, 2],
        [1, 2],
      ]);
    await startResealing(dad.page);
    expect(boxed()).toEqual([[2], [2]]);
    for (const { id } of messages) expect(await vaultsThatOpen(id, old)).toEqual([]);
  });

  test("by two pages at once does no harm", async () => {
    const dad = await addGuardian(inRig(rig), mum, "Dad");
    await changeVault(mum.page, await stepUp(mum.page));
    await startResealing(dad.page);
    await untilResealed(mum);
    await startResealing(dad.page);
    expect(boxed()).toEqual([[2], [2]]);
    const { vaults } = await keysOf({ ...mum, page: (await pageElsewhere(inRig(rig), mum)).page });
    for (const { id } of messages)
      expect(await vaultsThatOpen(id, new Map([...old, ...vaults]))).toEqual([2]);
  });

  test("keeps every clip to be listened to, before, while and after", async () => {
    const listenTo = (message: MessageView) => openRecording(mum.page, message);
    await changeVault(mum.page, await stepUp(mum.page));
    while (mum.page.resealing.value?.state === "running")
      for (const message of messages) expect((await listenTo(message))?.sha256).toBe(clip.sha256);
    for (const message of await listed(mum)) expect((await listenTo(message))?.sha256).toBe(clip.sha256);
  });

  test("twice in a row, with the first one not done, ends at the newest", async () => {
    mum.page.resealing.value = { state: "running", total: 0, done: 0, unreadable: 0, trouble: undefined };
    await changeVault(mum.page, await stepUp(mum.page));
    mum.page.resealing.value = undefined;
    expect(boxed()).toEqual([[1, 2]]);
    await changeLock(mum);
    expect(boxed()).toEqual([[3]]);
    for (const { id } of messages) expect((await rig.house.messages.get(id))?.vault).toBe(3);
  });

  test("goes on around a clip that is damaged, and keeps the keys for it", async () => {
    const get = rig.house.archive.get;
    rig.house.archive.get = async (id) => {
      const sealed = await get(id);
      if (id === idOf(1) && sealed !== undefined)
        sealed[sealed.length - 9] = ~(sealed[sealed.length - 9] ?? 0);
      return sealed;
    };
    await changeLock(mum);
    expect(mum.page.resealing.value).toMatchObject({ done: 2, unreadable: 1 });
    expect(boxed()).toEqual([[1, 2]]);
    rig.house.archive.get = get;
    expect(await vaultsThatOpen(idOf(1), old)).toEqual([1]);
  });

  describe("the hub", () => {
    const at = (id: string, what = "") => `/messages/${id}/archive${what}`;
    beforeEach(async () => {
      mum.page.resealing.value = { state: "running", total: 0, done: 0, unreadable: 0, trouble: undefined };
      await changeVault(mum.page, await stepUp(mum.page));
    });
    const begin = () => mum.page.client.call("POST", "/vault/resealing");
    const vaultOfNow = () => sessionOn(mum.page).roster.vault.recipient;
    const resealed = async (id: string) => {
      const sealed = await mum.page.client.bytes(at(id, "/old"));
      const keys = [...mum.page.vaults.value.values()];
      return (await mum.page.clips.call("reseal", { sealed, keys, recipient: vaultOfNow() })).resealed;
    };

    test("hands out nothing before it was begun, nor an hour after, nor what is for the vault of now", async () => {
      const fetchOld = (id: string) => codeOf(mum.page.client.bytes(at(id, "/old")));
      expect(await fetchOld(idOf(0))).toBe("vault.not-resealing");
      await begin();
      expect(await fetchOld(idOf(0))).toBe("done");
      const { id } = await sendFrom(mum, clip, toy);
      expect(await fetchOld(id)).toBe("vault.resealed");
      await rig.clock.advance(minutes(61));
      expect(await fetchOld(idOf(0))).toBe("vault.not-resealing");
    });

    test("takes no other size, no second recipient, and nothing that is no age file", async () => {
      await begin();
      const good = await resealed(idOf(0));
      const put = (bytes: Uint8Array<ArrayBuffer>) => codeOf(mum.page.client.put(at(idOf(0)), bytes));
      expect(await put(good.slice(0, -1))).toBe("message.not-sealed");
      expect(await put(Uint8Array.of(...good, 0))).toBe("message.not-sealed");
      expect(await put(good.slice(10))).toBe("message.not-sealed");
      expect(await put(good)).toBe("done");
      expect((await rig.house.messages.get(idOf(0)))?.vault).toBe(1);
    });

    test("replaces by nothing but the very file that was looked into", async () => {
      await begin();
      const replace = (sealed: string) =>
        codeOf(mum.page.client.call("POST", at(idOf(0), "/replace"), { json: { sealed } }));
      expect(await replace("ab".repeat(32))).toBe("vault.other-copy");
      await mum.page.client.put(at(idOf(0)), await resealed(idOf(0)));
      expect(await replace("ab".repeat(32))).toBe("vault.other-copy");
      expect(await vaultsThatOpen(idOf(0), old)).toEqual([1]);
    });

    test("lists what is left, and nothing else", async () => {
      const { id } = await sendFrom(mum, clip, toy);
      const left = await mum.page.client.call("GET", "/vault/clips", { schema: olderClips });
      expect(left).toEqual({
        clips: messages.toReversed().map((one) => ({ id: one.id, vault: 1 })),
        next: null,
      });
      expect(left.clips.map((one) => one.id)).not.toContain(id);
    });

    test("counts them again after a restart", async () => {
      rig.house.live.older = undefined;
      const state = await rig.app.request("http://localhost:8080/api/v1/hub", {
        headers: { host: "localhost:8080" },
      });
      expect(state.status).toBe(200);
      await begin();
      expect(rig.house.live.older).toEqual({ vault: 2, clips: 3 });
    });
  });
});
