/**
 * T-08 and T-30, from within: a relative who is signed in asks every route that there is for what is other people's, by its real
 * ids, and listens to every stream. What is not theirs is not there: real ids and invented ones answer alike, and no answer says
 * anything about other people, the toys or the house.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALL_ROUTES } from "../../hub/api/routes/all-routes.ts";
import { encodeRecording } from "../../hub/audio/recording-codec/encode-recording.ts";
import { API } from "../../hub/contract/api.ts";
import { share } from "../support/answers.ts";
import { type Answered, AttackedHub, type Credential } from "../support/attacked-hub.ts";
import { type Clip, type Guardian, hum, prepareClip, randomId } from "../support/guardian.ts";
import type { Patch } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { Relative, rightsFor } from "../support/relative.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

interface House extends AsyncDisposable {
  readonly hub: AttackedHub;
  readonly guardian: Guardian;
  readonly ble: PlayedBle;
  readonly curious: Relative;
  readonly credential: Credential;
  /** What the curious one may not know: real ids, and names. */
  readonly ids: Readonly<Record<string, string>>;
  readonly names: readonly string[];
  readonly clip: Clip;
}

async function openHouse(patches: readonly Patch[] = []): Promise<House> {
  await using opening = new AsyncDisposableStack();
  const hub = opening.use(await AttackedHub.start({ cheapHash: true, handClock: true, patches }));
  const { guardian } = await hub.claim();
  const ble = opening.use(await PlayedBle.open(hub.stack));
  const toy = await ble.claimedBy(guardian, "Secret-Bear", "Own-Child");
  await guardian.client.call("POST", "/children", { json: { name: "Other-Child" } });
  const other = (await guardian.state()).children.find(({ name }) => name === "Other-Child");
  if (other === undefined) throw new Error("no child");
  const join = async (name: string) => {
    const browser = hub.browser();
    const rights = [rightsFor(toy.child)];
    const relative = await Relative.join({ browser: () => browser }, guardian, rights, name);
    return { relative, credential: { cookie: browser.cookie, device: relative.device, info: relative.info } };
  };
  const aunt = await join("Secret-Aunt");
  const { relative: curious, credential } = await join("Curious");
  const clip = await prepareClip(hum(1, 1), 16_000);
  const fromGuardian = await guardian.send(clip, toy);
  const fromAunt = await aunt.relative.sendSealed(guardian, clip, toy.child);
  const spoken = Int16Array.from(hum(2, 1, 8_000), (sample) => sample * 32_767);
  const answer = await ble.record(guardian, encodeRecording(spoken, { bitsPerCode: 4 }), 2_000);
  await share(guardian, answer, aunt.relative.info.person.id);
  const opened = opening.move();
  return {
    hub,
    guardian,
    ble,
    curious,
    credential,
    clip,
    ids: {
      "a guardian's message": fromGuardian.id,
      "another relative's message": fromAunt.id,
      "an answer that another relative was given": answer,
      "the toy": toy.id,
      "another child": other.id,
      "another relative": aunt.relative.info.person.id,
    },
    names: ["Secret-Aunt", "Secret-Bear", "Other-Child"],
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.[Symbol.asyncDispose]());

const seen = ({ status, headers, body }: Answered) => [status, headers, body.toString()];
const withIds = (path: string, id: string) => API + path.replaceAll(/:[a-z]+/g, () => id);
/** Ends the session, which is theirs to end. */
const isLast = ({ method, path }: { method: string; path: string }) =>
  `${method} ${path}` === "DELETE /session";
/** The roster is shown to everybody whom it names: public keys and ids that only guardians can put names to. */
const showsRoster = (path: string) =>
  path === "/session" || path.startsWith("/sign-in") || path.startsWith("/join");
const askAll = ALL_ROUTES.filter((route) => !isLast(route));
const known = (house: House) => [...Object.values(house.ids), ...house.names];

test("other people's real ids answer as invented ones do, at every route and by its own method", async () => {
  for (const { method, path } of askAll.filter((route) => route.path.includes("/:"))) {
    for (const [what, id] of Object.entries(house.ids)) {
      const ask = (one: string) => house.hub.askAs(house.credential, { method, path: withIds(path, one) });
      const [real, invented] = [await ask(id), await ask(randomId())];
      expect(seen(real), `${method} ${path}: ${what}`).toEqual(seen(invented));
      expect(real.status, `${method} ${path}: ${what}`).toBeGreaterThanOrEqual(400);
    }
  }
});

test("no answer of any route names other people, toys, other children or what is not theirs", async () => {
  for (const { method, path } of askAll) {
    const { body } = await house.hub.askAs(house.credential, { method, path: withIds(path, randomId()) });
    const told = body.toString();
    for (const secret of showsRoster(path) ? house.names : known(house))
      expect(told, `${method} ${path}`).not.toContain(secret);
  }
});

/** What is heard on the relative's own stream while the house goes about its day. */
async function listen({ curious, guardian, ble, clip, ids, names }: House): Promise<string> {
  const stopping = new AbortController();
  const response = await curious.client.open("GET", "/post/events", { signal: stopping.signal });
  let told = "";
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) told += decoder.decode(chunk as Uint8Array);
  })().catch(() => undefined);
  const toy = (await guardian.state()).toys[0];
  if (toy === undefined) throw new Error("no toy");
  await guardian.send(clip, toy);
  const spoken = Int16Array.from(hum(1, 3, 8_000), (sample) => sample * 32_767);
  await ble.record(guardian, encodeRecording(spoken, { bitsPerCode: 4 }), 1_000);
  await curious.sendSealed(guardian, clip, toy.child);
  await expect.poll(() => told.split("changed").length, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
  await new Promise((soon) => setTimeout(soon, 300));
  stopping.abort();
  await reading;
  return [...Object.values(ids), ...names].filter((secret) => told.includes(secret)).join() || told;
}

test("their stream says that something of theirs changed, and nothing else, whatever the house does", async () => {
  const told = await listen(house);
  expect([...new Set(told.split("\n").filter((line) => line.startsWith("data")))]).toEqual([
    'data: {"kind":"changed"}',
  ]);
  await expect(house.curious.client.open("GET", "/events")).rejects.toMatchObject({
    code: "session.not-allowed",
  });
});

describe("the test of the test", () => {
  const fetchOther = ({ hub, credential, ids }: House) =>
    hub.askAs(credential, {
      path: `${API}/post/answers/${ids["an answer that another relative was given"]}`,
    });

  test(
    "where a share is looked up by the message alone, another relative's file is handed out",
    TAKES_BARRIER_OUT,
    async () => {
      await using open = await openHouse([
        {
          file: "hub/use-cases/share-answer.ts",
          find: "shares.find((one) => one.person === person);",
          replace: 'shares.find((one) => one.person !== "" || one.person === person);',
        },
        {
          file: "hub/use-cases/share-answer.ts",
          find: "  relative?.recipient === share.recipient &&\n  relative",
          replace: "  share.recipient !== undefined &&\n  relative?",
        },
      ]);
      expect((await fetchOther(open)).status).toBe(200);
    },
  );

  test(
    "where the ear passes on what it hears, the stream tells of the house",
    TAKES_BARRIER_OUT,
    async () => {
      await using open = await openHouse([
        {
          file: "hub/api/routes/post-routes.ts",
          find: "(isTheirs(event) ? CHANGED : undefined)",
          replace: "(isTheirs(event) ? CHANGED : event)",
        },
      ]);
      expect(await listen(open)).toContain(open.ids["the toy"]);
    },
  );

  test(
    "where a relative's view is not theirs alone, it names what others sent",
    TAKES_BARRIER_OUT,
    async () => {
      await using open = await openHouse([
        {
          file: "hub/use-cases/view-post.ts",
          find: "for await (const record of house.messages.ofPerson(person)) {",
          replace: "for (const record of await house.messages.newest(50)) {",
        },
        {
          file: "hub/use-cases/view-post.ts",
          find: "record.author === person && children",
          replace: "children",
        },
      ]);
      const { body } = await open.hub.askAs(open.credential, { path: `${API}/post` });
      expect(body.toString()).toContain(open.ids["a guardian's message"]);
    },
  );
});
