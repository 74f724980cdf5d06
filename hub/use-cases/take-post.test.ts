import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Clip, type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig, messageOf } from "../../test/support/hub-rig.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { Relative, rightsFor } from "../../test/support/relative.ts";
import { openClipCheck } from "../check/open-clip-check.ts";
import { messageView, type ToyView } from "../contract/api.ts";
import { postMessage } from "../contract/post.ts";
import { hours } from "../domain/duration.ts";
import { startErasing } from "./erase-waiting.ts";

const check = openClipCheck({ clock: makeManualClock(), logger: makeRecordingLog() });
let clip: Clip;
let other: Clip;
let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;

beforeAll(async () => {
  clip = await prepareClip(hum(1, 1), 16_000, () => 0.5);
  other = await prepareClip(hum(1, 2), 16_000, () => 0.5);
});
afterAll(() => check[Symbol.asyncDispose]());
beforeEach(async () => {
  rig = await makeHubRig({ check });
  guardian = await rig.claim();
  toy = await rig.addToy();
});
afterEach(() => rig[Symbol.asyncDispose]());

const grandma = (change: Parameters<typeof rightsFor>[1] = {}) =>
  Relative.join(rig, guardian, [rightsFor(toy.child, change)]);
const stateOf = async (id: string) => (await messageOf(guardian, id)).state;
const approve = async (id: string, by: Guardian = guardian, heard = clip) => {
  const form = new FormData();
  const stamp = await by.stamp(heard, toy, id);
  form.set("meta", JSON.stringify({ id, child: toy.child, toy: toy.id, clip: heard.sha256, stamp }));
  form.set("toy", new Blob([heard.toyBytes]));
  return by.client.call("PUT", `/messages/${id}/stamp`, { form, schema: messageView });
};
const decline = (id: string, reason: string) =>
  guardian.client.call("POST", `/messages/${id}/decline`, { json: { reason }, schema: messageView });
const kindsOf = async (subject: string) => {
  const kinds: string[] = [];
  for await (const entry of rig.house.ledger.entries())
    if (entry.subject === subject) kinds.push(`${entry.kind} ${entry.person}`);
  return kinds;
};

describe("a relative whom nobody trusts for that child", () => {
  test("is heard by a guardian first: only the sealed copy arrives, and no toy gets it", async () => {
    const relative = await grandma();
    const sent = await relative.sendSealed(guardian, clip, toy.child);
    expect(sent).toMatchObject({ state: "awaiting_approval", milliseconds: clip.milliseconds });
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    expect(rig.toys.all("deliver")).toEqual([]);
    expect(await rig.house.waiting.get(sent.id)).toBeUndefined();
    expect(await messageOf(guardian, sent.id)).toMatchObject({
      author: relative.info.person.id,
      toy: null,
      state: "awaiting_approval",
    });
    expect(rig.told.filter(({ kind }) => kind === "message")).toMatchObject([
      { message: { id: sent.id, state: "awaiting_approval" } },
    ]);
  });

  test("approved, it is delivered as it was heard; who spoke stays who spoke", async () => {
    const relative = await grandma();
    const { id } = await relative.sendSealed(guardian, clip, toy.child, { milliseconds: 40_000 });
    const heard = await guardian.listen(id);
    expect(new Uint8Array(heard.toyBytes)).toEqual(clip.toyBytes);
    const approved = await approve(id);
    expect(approved).toMatchObject({ state: "queued", author: relative.info.person.id, toy: toy.id });
    // What the sender's browser said of its length counted only until the hub could hear.
    expect(Math.abs(approved.milliseconds - clip.milliseconds)).toBeLessThan(20);
    await rig.settle();
    expect(rig.toys.all("deliver")[0]).toMatchObject({ message: id, sha256: clip.sha256 });
    expect(await kindsOf(id)).toEqual([
      `clip-taken-in ${relative.info.person.id}`,
      `clip-handed-out ${guardian.info.person.id}`,
      `clip-approved ${guardian.info.person.id}`,
    ]);
  });

  test("an approval of another sound than the one announced is refused, also with a good stamp", async () => {
    const relative = await grandma();
    const { id } = await relative.sendSealed(guardian, clip, toy.child);
    await expect(approve(id, guardian, other)).rejects.toMatchObject({ code: "message.wrong-clip" });
    expect(await stateOf(id)).toBe("awaiting_approval");
    expect(await rig.house.waiting.get(id)).toBeUndefined();
  });

  test("cannot approve, decline or hear it as the guardian does", async () => {
    const relative = await grandma();
    const { id } = await relative.sendSealed(guardian, clip, toy.child);
    const { client } = relative;
    await expect(client.call("PUT", `/messages/${id}/stamp`, { form: new FormData() })).rejects.toMatchObject(
      {
        code: "session.not-allowed",
      },
    );
    for (const [method, path] of [
      ["POST", `/messages/${id}/decline`],
      ["GET", `/messages/${id}/archive`],
    ] as const)
      await expect(client.call(method, path)).rejects.toMatchObject({ code: "session.not-allowed" });
  });

  test("sent twice it is one message; another clip or another sender under its id is refused", async () => {
    const relative = await grandma();
    const { id } = await relative.sendSealed(guardian, clip, toy.child);
    expect(await relative.sendSealed(guardian, clip, toy.child, { id })).toMatchObject({ id });
    expect((await guardian.state()).messages).toHaveLength(1);
    await expect(relative.sendSealed(guardian, other, toy.child, { id })).rejects.toMatchObject({
      code: "message.exists",
    });
    const uncle = await grandma();
    await expect(uncle.sendSealed(guardian, clip, toy.child, { id })).rejects.toMatchObject({
      code: "message.exists",
    });
  });

  test("cannot come in with a stamp of its own", async () => {
    const relative = await grandma();
    await expect(relative.sendStamped(guardian, clip, toy)).rejects.toMatchObject({
      code: "stamp.not-trusted",
    });
    expect((await guardian.state()).messages).toEqual([]);
  });
});

describe("declined", () => {
  test("it goes nowhere, the sender is told why, and the sound is gone within a day", async () => {
    const relative = await grandma();
    const { id } = await relative.sendSealed(guardian, clip, toy.child);
    using _erasing = startErasing(rig.house);
    const declined = await decline(id, "hard-to-hear");
    expect(declined).toMatchObject({ state: "declined", declined: "hard-to-hear" });
    await expect(approve(id)).rejects.toMatchObject({ code: "message.too-late" });
    expect(await decline(id, "not-now")).toMatchObject({ declined: "hard-to-hear" });
    expect(await relative.sendSealed(guardian, clip, toy.child, { id })).toMatchObject({
      state: "declined",
      declined: "hard-to-hear",
    });
    await rig.clock.advance(hours(22));
    await rig.settle();
    expect(await rig.house.archive.get(id)).toBeDefined();
    for (let hour = 0; hour < 2; hour++) {
      await rig.clock.advance(hours(1));
      await rig.settle();
    }
    expect(await rig.house.archive.get(id)).toBeUndefined();
    expect(await messageOf(guardian, id)).toMatchObject({ state: "declined", sealedBytes: 0 });
    expect((await kindsOf(id)).slice(-2)).toEqual([
      `clip-declined ${guardian.info.person.id}`,
      "clip-erased null",
    ]);
    await rig.clock.advance(hours(3));
    await rig.settle();
    expect((await messageOf(guardian, id)).history).toHaveLength(3);
    expect(await rig.house.messages.open()).toEqual([]);
    expect(rig.failures).toEqual([]);
  });

  test.each(["", "because", "__proto__"])("a reason that is none is refused: %j", async (reason) => {
    const relative = await grandma();
    const { id } = await relative.sendSealed(guardian, clip, toy.child);
    await expect(decline(id, reason)).rejects.toMatchObject({ code: "http.malformed" });
  });

  test("what was approved, or is a guardian's own, is not to be declined", async () => {
    const relative = await grandma();
    const { id } = await relative.sendSealed(guardian, clip, toy.child);
    await approve(id);
    await expect(decline(id, "not-now")).rejects.toMatchObject({ code: "message.too-late" });
    const own = await guardian.send(clip, toy);
    await expect(decline(own.id, "not-now")).rejects.toMatchObject({ code: "message.too-late" });
    await expect(decline(randomId(), "not-now")).rejects.toMatchObject({ code: "message.unknown" });
  });
});

describe("a trusted relative", () => {
  test("stamps alone, and it goes to the queue", async () => {
    const relative = await grandma({ isTrusted: true });
    const sent = await relative.sendStamped(guardian, clip, toy);
    expect(sent.state).toBe("queued");
    await rig.settle();
    expect(rig.toys.all("deliver")[0]).toMatchObject({ message: sent.id });
    expect(await messageOf(guardian, sent.id)).toMatchObject({ author: relative.info.person.id });
  });

  test("cannot pass on somebody else's stamp, nor write to another child's toy", async () => {
    const relative = await grandma({ isTrusted: true });
    const id = randomId();
    const stamp = await guardian.stamp(clip, toy, id);
    await expect(relative.sendStamped(guardian, clip, toy, { id, stamp })).rejects.toMatchObject({
      code: "stamp.unknown-signer",
    });
    const rabbit = await rig.addToy("Rabbit", { id: randomId(), name: "another child" });
    const refused = await relative.sendStamped(guardian, clip, rabbit).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "child.unknown" });
    const lent = { ...rabbit, child: toy.child };
    expect(await relative.sendStamped(guardian, clip, lent).catch((error: unknown) => error)).toEqual(
      await relative.sendStamped(guardian, clip, { ...toy, id: randomId() }).catch((error: unknown) => error),
    );
  });
});

test.each([
  ["a child that nobody let them write to", { mayWrite: false }],
  ["no child", undefined],
])("who writes to %s gets the same answer", async (_, rights) => {
  const relative = await grandma(rights ?? {});
  const child = rights === undefined ? randomId() : toy.child;
  await expect(relative.sendSealed(guardian, clip, child)).rejects.toMatchObject({ code: "child.unknown" });
});

test("who was taken out of the roster writes no more, signed in or not", async () => {
  const relative = await grandma();
  await relative.leave(rig, guardian);
  await expect(relative.sendSealed(guardian, clip, toy.child)).rejects.toMatchObject({
    code: "child.unknown",
  });
});

describe("bad input is refused, and nothing of it stays:", () => {
  const AGE = "age-encryption.org/v1\n-> X25519 ";
  test.each<[string, Parameters<Relative["sendSealed"]>[3], string]>([
    ["no age file", { sealed: new TextEncoder().encode("RIFF....WAVE") }, "message.not-sealed"],
    ["an empty file", { sealed: new Uint8Array() }, "message.not-sealed"],
    [
      "a passphrase's age file",
      { sealed: new TextEncoder().encode(AGE.replace("X25519", "scrypt")) },
      "message.not-sealed",
    ],
    ["sealed to a vault of tomorrow", { vault: 2 }, "message.stale-vault"],
    ["sealed to no vault", { vault: 0 }, "http.malformed"],
    ["no length", { milliseconds: 0 }, "http.malformed"],
    ["a minute too long", { milliseconds: 60_001 }, "http.malformed"],
    ["no hash", { clip: "ab" }, "http.malformed"],
    ["a stamp where none belongs", { stamp: "a.b.c" }, "http.malformed"],
    ["more than a clip can be", { sealed: new Uint8Array(1_500_001) }, "http.too-large"],
  ])("%s", async (_, change, code) => {
    const relative = await grandma();
    await expect(relative.sendSealed(guardian, clip, toy.child, change)).rejects.toMatchObject({ code });
    expect((await guardian.state()).messages).toEqual([]);
    expect(await agesIn(rig.dir)).toEqual([]);
  });

  test("an id that is none", async () => {
    const relative = await grandma();
    const form = await relative.sealedForm(guardian, clip, toy.child);
    form.set("meta", String(form.get("meta")).replace(/"id":"[^"]*"/, '"id":"../../x"'));
    await expect(relative.client.call("POST", "/post/sealed", { form })).rejects.toMatchObject({
      code: "http.malformed",
    });
  });

  test("readable bytes beside the sealed ones", async () => {
    const relative = await grandma();
    const form = await relative.sealedForm(guardian, clip, toy.child);
    form.set("toy", new Blob([clip.toyBytes]));
    await expect(
      relative.client.call("POST", "/post/sealed", { form, schema: postMessage }),
    ).rejects.toMatchObject({ code: "http.malformed" });
  });
});

async function agesIn(dir: string): Promise<string[]> {
  const files = await readdir(join(dir, "hub", "archive"), { recursive: true });
  const ages = files.filter((name) => name.endsWith(".age"));
  return Promise.all(
    ages.map(async (name) => `${name} ${(await readFile(join(dir, "hub", "archive", name))).length}`),
  );
}
