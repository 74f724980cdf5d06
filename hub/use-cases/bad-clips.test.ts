import { afterAll, beforeAll, expect, test } from "vitest";
import { type Clip, type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { AUDIO_PROBLEMS } from "../audio/audio-problems.ts";
import { encodeMessage } from "../audio/message-codec/encode-message.ts";
import { createMessageFile } from "../audio/message-codec/message-file.ts";
import { MAX_SEALED_BYTES, messageMeta, messageView, type ToyView } from "../contract/api.ts";
import { encodeBase64url } from "../contract/base64url.ts";
import { MAX_TOY_BYTES } from "../contract/clip-ticket.ts";
import { publicKey, type Signer } from "../contract/jws.ts";
import { type PublicId, publicId } from "../contract/public-id.ts";
import { verifyRoster } from "../contract/roster.ts";
import { sha256 } from "../contract/sha256.ts";
import { type Stamp, signStamp } from "../contract/stamp.ts";
import { StoreError } from "../store/errors.ts";
import type { House } from "./house.ts";

let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;
let clip: Clip;

beforeAll(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
  toy = await rig.addToy();
  clip = await prepareClip(hum(1, 1), 16_000, () => 0.5);
});
afterAll(() => rig[Symbol.asyncDispose]());

const sine = (seconds: number, height: number) =>
  Int16Array.from({ length: seconds * 16_000 }, (_, at) => Math.round(height * Math.sin(at / 4)));

/** The same clip with other bytes for the toy, announced and stamped as if they were good. */
async function withBytes(toyBytes: Uint8Array<ArrayBuffer>): Promise<Clip> {
  return { ...clip, toyBytes, sha256: await sha256(toyBytes) };
}

async function post(form: FormData) {
  const response = await guardian.client
    .open("POST", "/messages", { form })
    .then(() => undefined)
    .catch((error: { problem?: unknown; code?: string }) => error);
  return response;
}

function damage(at: number, value: number): Uint8Array<ArrayBuffer> {
  const bytes = clip.toyBytes.slice();
  bytes[at] = value;
  return bytes;
}

test.each<[string, () => Uint8Array<ArrayBuffer>, keyof typeof AUDIO_PROBLEMS]>([
  ["not audio", () => new TextEncoder().encode("<html>not audio</html>"), "message.bad-magic"],
  ["an Ogg file", () => Uint8Array.of(0x4f, 0x67, 0x67, 0x53, ...new Uint8Array(100)), "message.bad-magic"],
  ["a WAV file", () => clip.wav, "message.bad-magic"],
  ["nothing at all", () => new Uint8Array(), "message.bad-magic"],
  ["0 s", () => createMessageFile(0), "message.empty"],
  ["silence", () => encodeMessage(new Int16Array(16_000)), "message.silence"],
  ["over 40 s", () => encodeMessage(sine(41, 3_000)), "message.too-long"],
  ["truncated", () => clip.toyBytes.slice(0, -7), "message.truncated"],
  ["a header that counts too few frames", () => damage(8, 3), "message.header-lies"],
  ["a header with another sample rate", () => damage(2, 0x40), "message.header-lies"],
  ["too loud", () => encodeMessage(sine(1, 20_000)), "message.too-loud"],
  ["damaged frames", () => clip.toyBytes.slice().fill(0, 32 + 400, 32 + 440), "message.frame-errors"],
])("%s is refused in the words of hub/audio", async (_, bytes, code) => {
  const bad = await withBytes(bytes());
  const refused = await post(await guardian.form(bad, toy, randomId()));
  expect(refused).toMatchObject({
    problem: { status: 422, code, title: AUDIO_PROBLEMS[code].title, action: AUDIO_PROBLEMS[code].next },
  });
});

test("more bytes than a message may have are refused before they are looked at", async () => {
  const bad = await withBytes(new Uint8Array(MAX_SEALED_BYTES + MAX_TOY_BYTES + 20_000));
  expect(await post(await guardian.form(bad, toy, randomId(), { sealed: new Uint8Array(1) }))).toMatchObject({
    problem: { status: 413, code: "http.too-large" },
  });
});

test.each([
  ["clip for the toy", { toyBytes: new Uint8Array(MAX_TOY_BYTES + 1) }],
  ["sealed copy", { sealed: new Uint8Array(MAX_SEALED_BYTES + 1) }],
])("a %s over its own limit is refused, though the whole is not too large", async (_, change) => {
  expect(await post(await guardian.form(clip, toy, randomId(), change))).toMatchObject({
    problem: { status: 413, code: "http.too-large" },
  });
});

test("a clip that is not the one announced is refused", async () => {
  const form = await guardian.form(clip, toy, randomId(), { toyBytes: damage(40, 1) });
  expect(await post(form)).toMatchObject({ code: "message.wrong-clip" });
});

test.each([
  ["no age file", () => new Uint8Array(200)],
  ["the clip itself", () => clip.wav],
  ["an age file for a passphrase", () => new TextEncoder().encode("age-encryption.org/v1\n-> scrypt x 18\n")],
  ["nothing", () => new Uint8Array()],
])("a copy for the archive that is %s is refused", async (_, sealed) => {
  const form = await guardian.form(clip, toy, randomId(), { sealed: new Uint8Array(sealed()) });
  expect(await post(form)).toMatchObject({ code: "message.not-sealed" });
});

const later = (seconds: number) => Math.floor(rig.clock.now() / 1_000) + seconds;

test.each<[string, (id: string) => Promise<string>, string]>([
  ["that is none", async () => "a.b.c", "jws.malformed"],
  ["of another message", () => guardian.stamp(clip, toy, randomId()), "stamp.wrong-message"],
  ["of another clip", (id) => guardian.stamp({ sha256: "0".repeat(64) }, toy, id), "stamp.wrong-clip"],
  [
    "for another toy",
    (id) => guardian.stamp(clip, { id: randomId(), child: toy.child }, id),
    "stamp.wrong-toy",
  ],
  [
    "for another child",
    (id) => guardian.stamp(clip, { id: toy.id, child: randomId() }, id),
    "stamp.wrong-child",
  ],
  ["of another hub", (id) => guardian.stamp(clip, toy, id, { hub: randomId() }), "stamp.wrong-hub"],
  [
    "that is not valid yet",
    (id) => guardian.stamp(clip, toy, id, { notBefore: later(60) }),
    "stamp.too-early",
  ],
  ["that ran out", (id) => guardian.stamp(clip, toy, id, { notAfter: later(-1) }), "stamp.expired"],
  [
    "by a roster that is not known",
    (id) => guardian.stamp(clip, toy, id, { roster: "0".repeat(64) }),
    "stamp.unknown-roster",
  ],
  [
    "with more in it than a stamp has",
    (id) => guardian.stamp(clip, toy, id, { loud: true } as Partial<Stamp>),
    "stamp.malformed",
  ],
  ["by a device of nobody", strangersStamp, "stamp.unknown-signer"],
  [
    "whose payload was changed",
    async (id) => {
      const [head, , tail] = (await guardian.stamp(clip, toy, randomId())).split(".");
      const [, body] = (await guardian.stamp(clip, toy, id)).split(".");
      return `${head}.${body}.${tail}`;
    },
    "jws.bad-signature",
  ],
])("a stamp %s is refused, and says which it is", async (_, stamp, code) => {
  const id = randomId();
  expect(await post(await guardian.form(clip, toy, id, { stamp: await stamp(id) }))).toMatchObject({
    problem: { status: 422, code },
  });
});

async function strangersStamp(id: string): Promise<string> {
  const keys = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  const stranger: Signer = {
    publicKey: publicKey.parse(encodeBase64url(raw)),
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign("Ed25519", keys.privateKey, bytes)),
  };
  const { hub, head } = await verifyRoster(rig.house.household.roster());
  const stamp: Stamp = {
    v: 1,
    hub,
    message: publicId.parse(id),
    clip: clip.sha256,
    child: toy.child,
    toys: [toy.id],
    notBefore: 0,
    notAfter: later(60),
    roster: head,
  };
  return signStamp(stamp, stranger);
}

/** A form whose `meta` says something else than the page would. */
async function formWith(change: object): Promise<FormData> {
  const id = randomId();
  const form = await guardian.form(clip, toy, id);
  form.set("meta", JSON.stringify({ ...messageMeta.parse(JSON.parse(String(form.get("meta")))), ...change }));
  return form;
}

test("a message sealed to another vault is refused", async () => {
  expect(await post(await formWith({ vault: 2 }))).toMatchObject({
    problem: { status: 409, code: "message.stale-vault" },
  });
});

test("a toy that nobody knows is refused", async () => {
  expect(await post(await formWith({ toy: randomId() }))).toMatchObject({
    problem: { status: 404, code: "toy.unknown" },
  });
});

test("a toy of another child is refused", async () => {
  expect(await post(await formWith({ child: randomId() }))).toMatchObject({
    problem: { status: 409, code: "toy.wrong-child" },
  });
});

test("a toy whose paw nobody pressed is refused", async () => {
  const child = { id: toy.child as PublicId, name: "the child" };
  const id = randomId();
  await rig.house.household.putToy(
    { id, name: "Cat", child: child.id, model: "cloudpets", firmware: null, claimed: false, room: "home" },
    child,
  );
  expect(await post(await formWith({ toy: id }))).toMatchObject({
    problem: { status: 409, code: "toy.not-claimed" },
  });
});

test("nothing that was refused left a trace: no message, no file, no delivery", async () => {
  await rig.settle();
  expect((await guardian.state()).messages).toEqual([]);
  for await (const id of rig.house.archive.ids()) expect.unreachable(id);
  for await (const id of rig.house.waiting.ids()) expect.unreachable(id);
  expect(rig.toys.all("deliver")).toEqual([]);
  expect(rig.failures).toEqual([]);
});

test("and after all of it a good message goes through", async () => {
  expect((await guardian.send(clip, toy)).state).toBe("queued");
});

test.each<[string, "archive" | "waiting" | "messages", StoreError["code"], number]>([
  ["for the sealed copy", "archive", "store.disk-full", 507],
  ["for the clip that waits", "waiting", "store.disk-full", 507],
  ["for the index", "messages", "store.disk-full", 507],
  ["because the disk fails", "archive", "store.io", 503],
])(
  "with no room %s it is refused, is not acknowledged, and can be sent again",
  async (_, part, code, status) => {
    const broken = { is: true };
    const fail = (house: House, name: "put" | "add") =>
      new Proxy(house[part], {
        get(target, key) {
          if (key === name && broken.is) return () => Promise.reject(new StoreError(code, "no room"));
          return Reflect.get(target, key);
        },
      });
    await using full = await makeHubRig({
      change: (house) => ({ [part]: fail(house, part === "messages" ? "add" : "put") }),
    });
    const page = await full.claim();
    const bear = await full.addToy();
    const id = randomId();
    // The page keeps what it sealed until the hub has it, and sends the same again.
    const form = await page.form(clip, bear, id);
    const send = () => page.client.call("POST", "/messages", { form, schema: messageView });
    await expect(send()).rejects.toMatchObject({ problem: { status, code } });
    expect((await page.state()).messages).toEqual([]);
    broken.is = false;
    expect(await send()).toMatchObject({ id, state: "queued" });
    expect((await page.listen(id)).toyBytes).toEqual(clip.toyBytes);
  },
);
