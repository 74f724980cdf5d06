/**
 * T-19, first half, and T-82: nobody listens unseen. Whatever a guardian or a relative asks of the hub, at every door that it names
 * itself: an answer with a sound in it has left exactly one entry, with who and on which device, and none other has. The entry is
 * on the disk before the first byte leaves. (That an entry cannot be changed afterwards: edited-ledger.test.ts.)
 */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { AgeRecipient } from "../../hub/archive/identity.ts";
import { sealClip } from "../../hub/archive/sealed-clip.ts";
import { encodeRecording } from "../../hub/audio/recording-codec/encode-recording.ts";
import { API } from "../../hub/contract/api.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { putShare } from "../support/answers.ts";
import { AttackedHub, type Credential } from "../support/attacked-hub.ts";
import { type Fetch, type Guardian, hum, prepareClip } from "../support/guardian.ts";
import { confirm, invite, Joiner } from "../support/joining.ts";
import type { Patch } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { readLedger, readOn } from "../support/read-ledger.ts";
import { rightsFor } from "../support/relative.ts";
import { furtherBarrier, TAKES_BARRIER_OUT } from "./further-barrier.ts";

interface House {
  readonly hub: AttackedHub;
  readonly guardian: Guardian;
  readonly credential: Credential;
  /** Has one answer of the child's. */
  readonly relative: { readonly person: string; readonly credential: Credential };
  /** The real ids of what there is, by the word that stands before `{id}`. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** Bytes of each clip, sealed and readable: nothing else in the house has them. */
  readonly sounds: readonly Buffer[];
}

const NAME = "Mum";
const PASSPHRASE = "four lanterns beside our kettle";
const SPOKEN = Int16Array.from(hum(3, 5, 8_000), (sample) => sample * 32_767);

async function openHouse(owned: AsyncDisposableStack, patches: readonly Patch[] = []): Promise<House> {
  const hub = owned.use(await AttackedHub.start({ cheapHash: true, patches }));
  const { guardian } = await hub.claim(NAME, PASSPHRASE);
  await using ble = await PlayedBle.open(hub.stack);
  const toy = await ble.claimedBy(guardian, "Bear", "Child");
  const recording = encodeRecording(SPOKEN, { bitsPerCode: 4 });
  const answer = await ble.record(guardian, recording, 3_000);
  const clip = await prepareClip(hum(2, 3), 16_000, () => 0.5);
  const { id: message } = await guardian.send(clip, toy);
  await vi.waitFor(() => expect(ble.delivered).toHaveLength(1), { timeout: 30_000 });
  const sealed = await Promise.all(
    [answer, message].map((id) => guardian.client.bytes(`/messages/${id}/archive`)),
  );
  const relative = await addRelative(hub, guardian, toy.child);
  const shared = await sealAnew(guardian, answer, relative.recipient);
  await putShare(guardian, answer, relative.person, shared);
  // A session that did not just show who it is: none of the doors that the search tries may take away what it searches for.
  const { credential } = await hub.signIn(NAME, await hub.authFor(NAME, PASSPHRASE));
  if (credential === undefined) throw new Error("not signed in");
  const middle = (bytes: Uint8Array) =>
    Buffer.from(bytes.subarray(bytes.byteLength / 2, bytes.byteLength / 2 + 48));
  return {
    hub,
    guardian,
    credential,
    relative,
    ids: {
      messages: [answer, message],
      toys: [toy.id],
      children: [toy.child],
      people: [guardian.info.person.id, relative.person],
    },
    sounds: [...sealed, shared, recording, clip.toyBytes, clip.wav].map(middle),
  };
}

/** From the link to the first session, all over HTTP. */
async function addRelative(hub: AttackedHub, guardian: Guardian, child: PublicId) {
  const invited = await invite(guardian, { role: "relative", name: "Gran", children: [rightsFor(child)] });
  let cookie = "";
  const browser: Fetch = async (path, init) => {
    const headers = { ...(init.headers as Record<string, string>), cookie, origin: hub.stack.address };
    const response = await fetch(hub.stack.address + path, { ...init, headers });
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return response;
  };
  const joiner = await Joiner.open(browser, invited.fragment, Date.now);
  await joiner.accept();
  await confirm(guardian, invited);
  const info = await joiner.enter();
  const credential: Credential = { cookie, device: joiner.device, info };
  return { person: invited.person, credential, recipient: info.person.recipient };
}

async function sealAnew(guardian: Guardian, id: string, recipient: string) {
  const { about, toyBytes, wav } = await guardian.listen(id);
  return Uint8Array.from(await sealClip(about, toyBytes, wav, [recipient as AgeRecipient]));
}

const entriesOf = ({ guardian }: House) => readLedger(guardian.client, guardian.info.hub);
const soundsIn = ({ sounds }: House, body: Buffer) => sounds.filter((sound) => body.includes(sound)).length;

/** Every operation that the hub names, with every real id in it; signing out, which would end the search, left out. */
async function doorsOf({ hub, ids }: House): Promise<(readonly [method: string, path: string])[]> {
  const { body } = await hub.ask({ path: `${API}/openapi.json` });
  const { paths } = JSON.parse(body.toString()) as { paths: Record<string, Record<string, unknown>> };
  const every = [...new Set(Object.values(ids).flat())];
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).flatMap((method) => {
      if (`${method} ${path}` === `delete ${API}/session`) return [];
      const named = path.includes("{id}") ? every.map((id) => path.replace("{id}", id)) : [path];
      return named.map((one) => [method.toUpperCase(), one] as const);
    }),
  );
}

const HEARING: ReadonlySet<string> = new Set(["clip-handed-out", "share-handed-out"]);

/** What was heard at each door, and what the ledger says of it. */
async function listenEverywhere(house: House, credential = house.credential) {
  const heard: { readonly door: string; readonly sounds: number; readonly noted: number }[] = [];
  const { client, info } = house.guardian;
  let { pin } = await readOn(client, info.hub);
  for (const [method, path] of await doorsOf(house)) {
    const { body } = await house.hub.askAs(credential, { method, path });
    const since = await readOn(client, info.hub, pin);
    pin = since.pin;
    const noted = since.entries.filter(({ kind }) => HEARING.has(kind));
    for (const { device } of noted) expect(device).toBe(credential.device.publicKey);
    heard.push({ door: `${method} ${path}`, sounds: soundsIn(house, body), noted: noted.length });
  }
  return heard;
}

const owned = new AsyncDisposableStack();
let house: House;
beforeAll(async () => {
  house = await openHouse(owned);
});
afterAll(() => owned.disposeAsync());

test("at every door: as many sounds as entries, and one at most", async () => {
  const heard = await listenEverywhere(house);
  expect(heard.length).toBeGreaterThan(60);
  for (const { door, sounds, noted } of heard) expect([door, noted]).toEqual([door, sounds]);
  // The search finds what there is to find.
  expect(heard.filter(({ sounds }) => sounds === 1)).toHaveLength(2);
  expect(heard.filter(({ sounds }) => sounds > 1)).toEqual([]);
});

test("the same for a relative, who hears the one answer that was shared with her", async () => {
  const heard = await listenEverywhere(house, house.relative.credential);
  for (const { door, sounds, noted } of heard) expect([door, noted]).toEqual([door, sounds]);
  expect(heard.filter(({ sounds }) => sounds === 1)).toHaveLength(1);
  const entry = (await entriesOf(house)).findLast(({ kind }) => kind === "share-handed-out");
  expect(entry).toMatchObject({ person: house.relative.person, subject: house.ids.messages?.[0] });
});

test("the entry says who, what and on which device, each time, also for who hangs up in the middle", async () => {
  const [answer = ""] = house.ids.messages ?? [];
  const before = (await entriesOf(house)).length;
  await Promise.all(
    Array.from({ length: 5 }, () => house.guardian.client.bytes(`/messages/${answer}/archive`)),
  );
  const leaving = new AbortController();
  await house.guardian.client.open("GET", `/messages/${answer}/archive`, { signal: leaving.signal });
  leaving.abort();
  const noted = (await entriesOf(house)).slice(before).filter(({ kind }) => HEARING.has(kind));
  expect(noted).toHaveLength(6);
  for (const entry of noted)
    expect(entry).toMatchObject({
      kind: "clip-handed-out",
      person: house.guardian.info.person.id,
      subject: answer,
      device: house.guardian.device.publicKey,
    });
});

test("what goes to the toy is noted too: one entry for the one ticket that was used", async () => {
  const [, message] = house.ids.messages ?? [];
  const given = (await entriesOf(house)).filter(({ kind }) => kind === "clip-to-toy");
  expect(given.map(({ subject }) => subject)).toEqual([message]);
});

/** Asks for a clip, and kills the hub as soon as the first byte is there. @returns how many more entries a restart finds */
async function killWhileListening(one: House): Promise<number> {
  const [answer] = one.ids.messages ?? [];
  const handedOut = async () =>
    (await entriesOf(one)).filter(({ kind }) => kind === "clip-handed-out").length;
  const before = await handedOut();
  const response = await one.guardian.client.open("GET", `/messages/${answer}/archive`);
  await one.hub.stack.kill("hub");
  await response.arrayBuffer().catch(() => undefined); // Cut off, or whole: it was answered.
  await one.hub.stack.begin("hub");
  return (await handedOut()) - before;
}

test("kill -9 at the first byte: the entry is there", async () => {
  expect(await killWhileListening(house)).toBe(1);
});

const NOTE = '  await house.ledger.append({\n    at: house.clock.now(),\n    kind: "clip-handed-out",';
const file = "hub/use-cases/hand-out-archive.ts";

test(
  "the test of the test: without the entry, sounds are heard that nobody noted",
  TAKES_BARRIER_OUT,
  async () => {
    await using own = new AsyncDisposableStack();
    const open = await openHouse(own, [
      { file, find: NOTE, replace: NOTE.replace("await house.ledger.append(", "Object(") },
      {
        file: "hub/use-cases/share-answer.ts",
        find: 'await house.ledger.append({ at, kind: "share-handed-out"',
        replace: 'Object({ at, kind: "share-handed-out"',
      },
    ]);
    for (const [credential, unseen] of [
      [open.credential, 2],
      [open.relative.credential, 1],
    ] as const) {
      const heard = await listenEverywhere(open, credential);
      expect(heard.filter(({ sounds, noted }) => sounds > noted)).toHaveLength(unseen);
    }
  },
);

furtherBarrier("the test of the test: noted after the answer, a kill loses the entry", {}, async () => {
  await using own = new AsyncDisposableStack();
  const replace = NOTE.replace(
    "  await house.ledger.append(",
    '  const later = (entry: Parameters<House["ledger"]["append"]>[0]) =>\n' +
      "    setTimeout(() => void house.ledger.append(entry), 2_000);\n  later(",
  );
  const open = await openHouse(own, [{ file, find: NOTE, replace }]);
  expect(await killWhileListening(open)).toBe(0);
});
