import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { keepAnswer, putShare, share } from "../../test/support/answers.ts";
import { type Clip, type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig, messageOf } from "../../test/support/hub-rig.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { Relative, rightsFor } from "../../test/support/relative.ts";
import { openClip } from "../archive/sealed-clip.ts";
import { openClipCheck } from "../check/open-clip-check.ts";
import { messageView, type ToyView } from "../contract/api.ts";
import { answersFor, postEvent, postView } from "../contract/post.ts";
import type { PublicId } from "../contract/public-id.ts";
import { verifyRoster } from "../contract/roster.ts";
import { signRosterEntry } from "../contract/roster-entry.ts";
import { ms } from "../domain/duration.ts";

const check = openClipCheck({ clock: makeManualClock(), logger: makeRecordingLog() });
let clip: Clip;
let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;
let relative: Relative;
let uncle: Relative;
let id: PublicId;
let grandma: PublicId;

beforeAll(async () => {
  clip = await prepareClip(hum(1, 1), 16_000, () => 0.5);
});
afterAll(() => check[Symbol.asyncDispose]());
beforeEach(async () => {
  rig = await makeHubRig({ check });
  guardian = await rig.claim();
  toy = await rig.addToy();
  relative = await Relative.join(rig, guardian, [rightsFor(toy.child)], "Grandma");
  uncle = await Relative.join(rig, guardian, [rightsFor(toy.child)], "Uncle");
  grandma = relative.info.person.id;
  id = await keepAnswer(rig.house, guardian, toy, clip);
});
afterEach(async () => {
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

const give = (to: PublicId = grandma, message: string = id) => share(guardian, message, to);
const takeAway = (to: string = grandma, message: string = id) =>
  guardian.client.call("DELETE", `/messages/${message}/shares/${to}`, { schema: messageView });
const fetchBy = (who: Relative, message: string = id) => who.client.bytes(`/post/answers/${message}`);
const postOf = (who: Relative) => who.client.call("GET", "/post", { schema: postView });
const answersOf = (person: string) =>
  guardian.client.call("GET", `/people/${person}/answers`, { schema: answersFor });
const filesOfShares = async () =>
  (await readdir(join(rig.dir, "hub", "shares"), { recursive: true })).filter((name) =>
    name.endsWith(".age"),
  );
const refused = (code: string) => expect.objectContaining({ name: "HubRefusal", code });
async function entriesOf(...kinds: string[]) {
  const found: unknown[] = [];
  for await (const { kind, person, subject, device } of rig.house.ledger.entries())
    if (kinds.includes(kind)) found.push({ kind, person, subject, device });
  return found;
}

describe("an answer", () => {
  test("is nobody's but the guardians' until one of them shares it", async () => {
    expect((await postOf(relative)).answers).toEqual([]);
    await expect(fetchBy(relative)).rejects.toEqual(refused("message.unknown"));
    await expect(relative.client.bytes(`/messages/${id}/archive`)).rejects.toEqual(
      refused("session.not-allowed"),
    );
  });

  test("shared, it opens with that relative's key, for that relative alone, and the ledger knows", async () => {
    const shared = await give();
    expect(shared).toMatchObject({ state: "shared", shares: [{ person: grandma }] });
    expect((await postOf(relative)).answers).toMatchObject([{ id, child: toy.child }]);
    expect((await openClip(await fetchBy(relative), relative.identity)).wav).toEqual(clip.wav);
    await expect(fetchBy(uncle)).rejects.toEqual(refused("message.unknown"));
    expect((await postOf(uncle)).answers).toEqual([]);
    await expect(openClip(await fetchBy(relative), uncle.identity)).rejects.toMatchObject({
      code: "archive.wrong-key",
    });
    expect(await entriesOf("answer-shared", "share-handed-out")).toEqual([
      { kind: "answer-shared", person: grandma, subject: id, device: guardian.device.publicKey },
      { kind: "share-handed-out", person: grandma, subject: id, device: relative.device.publicKey },
      { kind: "share-handed-out", person: grandma, subject: id, device: relative.device.publicKey },
    ]);
  });

  test("is written into the ledger before a byte of it leaves, or does not leave", async () => {
    await give();
    const failing = vi.spyOn(rig.house.ledger, "append").mockRejectedValueOnce(new Error("the disk"));
    await expect(fetchBy(relative)).rejects.toMatchObject({ code: "hub.failed" });
    failing.mockRestore();
  });

  test("can be shared with several, and taken back from each", async () => {
    await give();
    expect((await give(uncle.info.person.id)).shares).toHaveLength(2);
    expect(await filesOfShares()).toHaveLength(2);
    expect(await takeAway()).toMatchObject({ state: "shared", shares: [{ person: uncle.info.person.id }] });
    await expect(fetchBy(relative)).rejects.toEqual(refused("message.unknown"));
    expect(await takeAway(uncle.info.person.id)).toMatchObject({ state: "awaiting_release", shares: [] });
    expect(await takeAway()).toMatchObject({ state: "awaiting_release" });
    expect(await filesOfShares()).toEqual([]);
    expect(await entriesOf("answer-unshared")).toHaveLength(2);
    expect((await give()).state).toBe("shared");
  });

  test("shared twice it is shared once: the file never changes", async () => {
    await give();
    const first = await fetchBy(relative);
    await give();
    expect(await fetchBy(relative)).toEqual(first);
    expect((await messageOf(guardian, id)).history.map(({ state }) => state)).toEqual(["received", "shared"]);
    expect(await entriesOf("answer-shared")).toHaveLength(1);
  });

  test("erased, no file of it is left", async () => {
    await give();
    await rig.house.eraser.begin(
      { what: "message", by: null, askedAt: 0, messages: 1, bytes: 0, onToys: 0 },
      [id],
      [],
    );
    await rig.house.eraser.hide([id], rig.house.lived.now(), () => []);
    await expect(fetchBy(relative)).rejects.toEqual(refused("message.unknown"));
    expect((await postOf(relative)).answers).toEqual([]);
    await rig.house.eraser.finish(rig.house.lived.now());
    expect(await filesOfShares()).toEqual([]);
  });

  test("erased while it is being shared, no file of it is left", async () => {
    const put = rig.house.shares.put.bind(rig.house.shares);
    const putting = vi.spyOn(rig.house.shares, "put").mockImplementation(async (...file) => {
      const hash = await put(...file);
      await rig.house.eraser.hide([id], rig.house.lived.now(), () => []);
      return hash;
    });
    await expect(give()).rejects.toEqual(refused("message.unknown"));
    putting.mockRestore();
    expect(await filesOfShares()).toEqual([]);
  });
});

describe("whoever is to hear it", () => {
  const refuse = (person: string) =>
    expect(putShare(guardian, id, person, new Uint8Array(300))).rejects.toEqual(
      refused("share.not-for-them"),
    );

  test("is a relative: no guardian, no stranger, nobody who left", async () => {
    await refuse(guardian.info.person.id);
    await refuse(randomId());
    await relative.leave(rig, guardian);
    await refuse(grandma);
  });

  test("may hear that child", async () => {
    const cousin = await Relative.join(rig, guardian, [rightsFor(toy.child, { mayHear: false })]);
    await refuse(cousin.info.person.id);
    const rabbit = await rig.addToy("Rabbit", { id: randomId(), name: "another child" });
    const aunt = await Relative.join(rig, guardian, [rightsFor(rabbit.child)]);
    await refuse(aunt.info.person.id);
  });

  test("hears it no more once a guardian thinks otherwise, and again when the right is back", async () => {
    await give();
    await relative.allow(rig, guardian, [rightsFor(toy.child, { mayHear: false })]);
    await expect(fetchBy(relative)).rejects.toEqual(refused("message.unknown"));
    expect((await postOf(relative)).answers).toEqual([]);
    await relative.allow(rig, guardian, [rightsFor(toy.child)]);
    expect(await fetchBy(relative)).toBeDefined();
  });

  test("who goes has nothing left here", async () => {
    await give();
    await give(uncle.info.person.id);
    const { hub, head } = await verifyRoster(rig.house.household.roster());
    const { signer } = await guardian.openKeys();
    const entry = await signRosterEntry(hub, head, { kind: "person-out", person: grandma }, signer);
    await guardian.stepUp();
    await guardian.client.call("POST", `/people/${grandma}/remove`, { json: { entry } });
    expect(await messageOf(guardian, id)).toMatchObject({ shares: [{ person: uncle.info.person.id }] });
    expect(await filesOfShares()).toHaveLength(1);
  });
});

test("a guardian whom another one suspended gives nobody anything, and takes nothing away", async () => {
  await give();
  await rig.house.household.changePerson(guardian.info.person.id, (person) =>
    person.role === "guardian"
      ? { ...person, suspended: { by: grandma, at: 0, livedAt: rig.house.lived.now() } }
      : person,
  );
  await expect(putShare(guardian, id, uncle.info.person.id, new Uint8Array(300))).rejects.toEqual(
    refused("session.suspended"),
  );
  await expect(takeAway()).rejects.toEqual(refused("session.suspended"));
  expect(await fetchBy(relative)).toBeDefined();
});

describe("with new keys", () => {
  test("what was shared before is gone for that relative until a guardian shares it again", async () => {
    await give();
    const old = relative.identity;
    relative = await Relative.join(rig, guardian, [rightsFor(toy.child)], "Grandma", grandma);
    expect((await postOf(relative)).answers).toEqual([]);
    await expect(fetchBy(relative)).rejects.toEqual(refused("message.unknown"));
    expect(await answersOf(grandma)).toEqual({ again: [id], before: [] });
    await give();
    expect(await answersOf(grandma)).toEqual({ again: [], before: [] });
    expect(await filesOfShares()).toHaveLength(1);
    const sealed = await fetchBy(relative);
    expect((await openClip(sealed, relative.identity)).wav).toEqual(clip.wav);
    await expect(openClip(sealed, old)).rejects.toMatchObject({ code: "archive.wrong-key" });
    expect((await messageOf(guardian, id)).shares).toHaveLength(1);
  });

  test("somebody new is offered what the others have, oldest first, and nothing of other children", async () => {
    await rig.clock.advance(ms(1_000));
    const second = await keepAnswer(rig.house, guardian, toy, clip);
    const rabbit = await rig.addToy("Rabbit", { id: randomId(), name: "another child" });
    await relative.allow(rig, guardian, [rightsFor(toy.child), rightsFor(rabbit.child)]);
    const other = await keepAnswer(rig.house, guardian, rabbit, clip);
    for (const one of [second, id, other]) await give(grandma, one);
    await keepAnswer(rig.house, guardian, toy, clip);
    expect(await answersOf(uncle.info.person.id)).toEqual({ again: [], before: [id, second] });
    await expect(answersOf(randomId())).rejects.toMatchObject({ code: "person.unknown" });
  });
});

describe("bad input is refused, and nothing of it stays:", () => {
  const AGE = new TextEncoder().encode("age-encryption.org/v1\n-> X25519 ");
  test.each<[string, () => Promise<unknown>, string]>([
    ["no age file", () => putShare(guardian, id, grandma, new Uint8Array(300)), "message.not-sealed"],
    ["nothing", () => putShare(guardian, id, grandma, new Uint8Array()), "message.not-sealed"],
    ["too much", () => putShare(guardian, id, grandma, new Uint8Array(1_500_001)), "http.too-large"],
    ["no message", () => putShare(guardian, randomId(), grandma, AGE), "message.unknown"],
    ["no id", () => putShare(guardian, "x", grandma, AGE), "http.not-found"],
    ["no person", () => putShare(guardian, id, "x", AGE), "http.not-found"],
    [
      "a message to the toy",
      async () => putShare(guardian, (await guardian.send(clip, toy)).id, grandma, AGE),
      "share.no-answer",
    ],
    [
      "another type",
      () => guardian.client.call("PUT", `/messages/${id}/shares/${grandma}`, { json: {} }),
      "http.wrong-type",
    ],
    ["taking away from nobody's message", () => takeAway(grandma, randomId()), "message.unknown"],
  ])("%s", async (_, ask, code) => {
    await expect(ask()).rejects.toEqual(refused(code));
    expect(await filesOfShares()).toEqual([]);
  });

  test("a recording of which nothing is here", async () => {
    const damaged = randomId();
    const record = await rig.house.messages.get(id);
    if (record === undefined) throw new Error("no record");
    await rig.house.messages.add({
      ...record,
      id: damaged,
      sealedBytes: 0,
      history: [{ state: "failed", at: 0, cause: "recording-damaged" }],
    });
    await expect(putShare(guardian, damaged, grandma, AGE)).rejects.toEqual(refused("share.no-answer"));
  });
});

describe("a relative's page", () => {
  test("knows the children by name, one's own messages, and whom to ask", async () => {
    const { id: sent } = await relative.sendSealed(guardian, clip, toy.child);
    await uncle.sendSealed(guardian, clip, toy.child);
    await guardian.send(clip, toy);
    const post = await postOf(relative);
    expect(post.children).toEqual([
      {
        id: toy.child,
        name: "the child",
        mayWrite: true,
        isTrusted: false,
        mayHear: true,
        toys: [],
        zone: "Europe/Berlin",
        quietUntil: null,
      },
    ]);
    expect(post.messages.map((message) => message.id)).toEqual([sent]);
    expect(post.guardians).toEqual(["Guardian"]);
    const told = JSON.stringify(post);
    for (const secret of ["Uncle", "Bear", toy.id, uncle.info.person.id, guardian.info.person.id])
      expect(told).not.toContain(secret);
  });

  test("who is trusted is told which toys a stamp may name, and nothing else of them", async () => {
    await relative.allow(rig, guardian, [rightsFor(toy.child, { isTrusted: true })]);
    expect((await postOf(relative)).children).toMatchObject([{ toys: [toy.id] }]);
  });

  test("takes back what is one's own, and of nobody else's knows anything", async () => {
    const { id: sent } = await relative.sendSealed(guardian, clip, toy.child);
    const cancel = (who: Relative, message: string) =>
      who.client.call("POST", `/post/messages/${message}/cancel`);
    for (const message of [sent, randomId(), id])
      await expect(cancel(uncle, message)).rejects.toEqual(refused("message.unknown"));
    await cancel(relative, sent);
    expect((await postOf(relative)).messages).toMatchObject([{ id: sent, state: "cancelled" }]);
  });

  test("hears that something of its own changed, never what, and nothing about the house", async () => {
    await give();
    const stream = await relative.client.open("GET", "/post/events");
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = async () => (await reader?.read())?.value ?? "";
    const changed = `data: ${JSON.stringify(postEvent.parse({ kind: "changed" }))}\n\n`;
    expect(await next()).toBe(changed);
    await guardian.send(clip, toy);
    await uncle.sendSealed(guardian, clip, toy.child);
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    await takeAway(); // the first that concerns it, as it had it when the stream began
    expect(await next()).toBe(changed);
    await relative.sendSealed(guardian, clip, toy.child);
    expect(await next()).toBe(changed);
    await reader?.cancel();
  });
});
