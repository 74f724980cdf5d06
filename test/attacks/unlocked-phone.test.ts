/**
 * T-83: somebody, a child perhaps, holds a guardian's unlocked phone: cookie, device key and all that the browser would sign for
 * them. What cannot be undone (erasing, inviting, revoking) wants the person to have shown, here and less than five minutes ago, that
 * they are there. The phone alone does not get it, whatever it tries.
 */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALL_ROUTES } from "../../hub/api/routes/all-routes.ts";
import { API, houseState, sessionInfo } from "../../hub/contract/api.ts";
import { peopleList } from "../../hub/contract/invitations.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { roomList } from "../../hub/contract/rooms.ts";
import { nonceResponse } from "../../hub/contract/slots.ts";
import type { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { AttackedHub, codeIn } from "../support/attacked-hub.ts";
import { codeOr } from "../support/code-of.ts";
import { freedToys } from "../support/freed-toys.ts";
import { cookieFetch, type Guardian, hum, prepareClip, randomId } from "../support/guardian.ts";
import { makeSigner } from "../support/key-ring.ts";
import { signInElsewhere } from "../support/own-devices.ts";
import { addPasskey } from "../support/passkey-holder.ts";
import type { Patch } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { toyOut } from "../support/remove-toy.ts";
import { SoftAuthenticator } from "../support/soft-authenticator.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

/** What must want it. One less is a decision: it is made here. */
const NEEDS_STEP_UP = [
  "DELETE /messages/:id", //              erase
  "POST /children/:id/erase",
  "POST /people/:id/erase",
  "POST /erase-everything",
  "PUT /children/:id/keep-time", //       which erases what is older
  "POST /toys/:id/remove",
  "POST /invitations", //                 invite
  "POST /invitations/:id/confirm",
  "POST /hand-overs",
  "DELETE /invitations/:id", //           revoke
  "PUT /people/:id/rights",
  "POST /people/:id/remove",
  "POST /guardians/:id/suspend",
  "POST /guardians/:id/reinstate",
  "POST /guardians/:id/remove",
  "POST /panic",
  "POST /vault", //                       change the lock
  "POST /vault/resealing", //             and hand out all that is older
  "POST /keepsakes", //                   export
  "POST /rooms", //                       let another machine in
  "POST /rooms/remove",
  "POST /microphone", //                  hear the room where the hub stands
] as const;
const MINUTE = 60_000;
const NAME = "Mum";
const PASSPHRASE = `${randomId()} and ${randomId()}`;

interface Phone {
  readonly hub: AttackedHub;
  /** With the phone's own cookie and key. */
  readonly guardian: Guardian;
  readonly message: string;
  readonly toy: PublicId;
  readonly child: string;
  readonly invitation: string;
}

/** A family's phone, a message that waits, an invitation that is open; nobody has shown anything since. */
async function openPhone(owned: AsyncDisposableStack, patches: readonly Patch[] = []): Promise<Phone> {
  const env = { hub: { PAWPOST_ROOMS_AT: "127.0.0.1:0" } };
  const hub = owned.use(await AttackedHub.start({ handClock: true, cheapHash: true, patches, env }));
  const { guardian } = await hub.claim(NAME, PASSPHRASE);
  guardian.client.hubNow = () => hub.now();
  await using ble = await PlayedBle.open(hub.stack);
  const toy = await ble.claimedBy(guardian, "Bear", "Child");
  const clip = await prepareClip(hum(1, 3), 16_000, () => 0.5);
  const { id: message } = await guardian.send(clip, toy);
  await guardian.stepUp();
  const invitation = randomId();
  await guardian.client.call("POST", "/invitations", { json: wish(invitation) });
  hub.advance(6 * MINUTE);
  return { hub, guardian, message, toy: toy.id, child: toy.child, invitation };
}

const wish = (id: string) => ({ role: "guardian", id, person: randomId(), name: `Dad ${id}` });

/** What somebody with the phone would like to do, each as the page would do it. */
type Deed = readonly [what: string, done: (phone: Phone) => Promise<unknown>];
const DEEDS: readonly Deed[] = [
  ["erase a message", ({ guardian, message }) => guardian.client.call("DELETE", `/messages/${message}`)],
  [
    "invite somebody",
    ({ guardian }) => guardian.client.call("POST", "/invitations", { json: wish(randomId()) }),
  ],
  [
    "take an invitation back",
    ({ guardian, invitation }) => guardian.client.call("DELETE", `/invitations/${invitation}`),
  ],
  [
    "let messages be erased after a month",
    ({ guardian, child }) =>
      guardian.client.call("PUT", `/children/${child}/keep-time`, { json: { days: 30 } }),
  ],
  [
    "take everything out for a keepsake",
    ({ guardian, child }) =>
      guardian.client.call("POST", "/keepsakes", {
        json: { child, from: null, until: null, starred: false },
      }),
  ],
  [
    "remove a toy",
    async ({ guardian, toy }) =>
      guardian.client.call("POST", `/toys/${toy}/remove`, { json: await toyOut(guardian, toy) }),
  ],
  [
    "let another machine in",
    ({ guardian }) =>
      guardian.client.call("POST", "/rooms", { json: { name: `Den ${randomId().slice(0, 5)}` } }),
  ],
  [
    "erase a child",
    async ({ guardian, child }) => {
      const json = { entries: await freedToys(guardian, child) };
      return guardian.client.call("POST", `/children/${child}/erase`, { json });
    },
  ],
];
const codeOf = codeOr("done");
const tryAll = async (phone: Phone): Promise<string[]> => {
  const codes: string[] = [];
  for (const [, deed] of DEEDS) codes.push(await codeOf(deed(phone)));
  return codes;
};
const REFUSED = DEEDS.map(() => "session.step-up-needed");
const DONE = DEEDS.map(() => "done");

/** All that the deeds would change. */
async function whatStands({ guardian }: Phone): Promise<object> {
  const { messages, children, toys } = await guardian.client.call("GET", "/state", { schema: houseState });
  const { invitations } = await guardian.client.call("GET", "/people", { schema: peopleList });
  return {
    messages: messages.map(({ id, state }) => ({ id, state })),
    children,
    toys: toys.map(({ id }) => id),
    invitations: invitations.map(({ id }) => id),
    rooms: await guardian.client.call("GET", "/rooms", { schema: roomList }),
  };
}

/** What the phone's holder tries to be let in with. */
type Trick = readonly [what: string, play: (phone: Phone, patches?: readonly Patch[]) => Promise<void>];
const noise = () => randomBytes(32).toString("base64url");
const elsewhere = ({ hub }: Phone) =>
  signInElsewhere(
    cookieFetch(() => hub.stack.address),
    { name: NAME, passphrase: PASSPHRASE, label: "Laptop" },
    () => hub.now(),
  );
const stepUpBy = (client: HubClient, json: object) =>
  client.call("POST", "/session/step-up", { json }).catch(() => undefined);

const TRICKS: readonly Trick[] = [
  ["nothing", async () => undefined],
  [
    "forty guesses at the passphrase",
    async ({ guardian }) => {
      for (let n = 0; n < 40; n++) await stepUpBy(guardian.client, { by: "passphrase", auth: noise() });
    },
  ],
  [
    "a step-up of six minutes ago",
    async ({ guardian, hub }) => {
      await guardian.stepUp();
      hub.advance(6 * MINUTE);
    },
  ],
  [
    "the guardian's own step-up just now, on the laptop",
    async (phone) => {
      const laptop = await elsewhere(phone);
      const auth = await phone.hub.authFor(NAME, PASSPHRASE);
      await laptop.client.call("POST", "/session/step-up", { json: { by: "passphrase", auth } });
    },
  ],
  [
    "the guardian's passkey, in the hand of somebody whom it does not know",
    async (phone) => {
      const finger = new SoftAuthenticator(phone.hub.stack.address);
      await addPasskey(await elsewhere(phone), finger);
      finger.lie = { flags: 0x01 };
      const { nonce } = await phone.guardian.client.call("POST", "/session/step-up/nonce", {
        schema: nonceResponse,
      });
      const { answer } = await finger.ask({ rpId: "localhost", nonce });
      await stepUpBy(phone.guardian.client, { by: "passkey", answer });
    },
  ],
  [
    "another family's passkey",
    async ({ guardian, hub }) => {
      const finger = new SoftAuthenticator(hub.stack.address);
      const person = { id: guardian.info.person.id, name: "Child" };
      await finger.make({ rpId: "localhost", nonce: "any", person, others: [] });
      const { nonce } = await guardian.client.call("POST", "/session/step-up/nonce", {
        schema: nonceResponse,
      });
      const { answer } = await finger.ask({ rpId: "localhost", nonce });
      await stepUpBy(guardian.client, { by: "passkey", answer });
    },
  ],
];

let phone: Phone;
const owned = new AsyncDisposableStack();
beforeAll(async () => {
  phone = await openPhone(owned);
});
afterAll(() => owned.disposeAsync());

test("the routes that want a step-up are these at least", () => {
  const rows = ALL_ROUTES.filter(({ stepUp }) => stepUp === true).map(
    ({ method, path }) => `${method} ${path}`,
  );
  expect(rows).toEqual(expect.arrayContaining([...NEEDS_STEP_UP]));
});

describe.each(TRICKS)("who holds the phone and shows %s", (_, play) => {
  test("erases, invites and revokes nothing", async () => {
    await play(phone);
    const before = await whatStands(phone);
    expect(await tryAll(phone)).toEqual(REFUSED);
    expect(await whatStands(phone)).toEqual(before);
    phone.hub.advance(20 * MINUTE); // what guesses cost is over
  });
});

test("nor by a body that is wrong, or another method, or as another session of nobody's", async () => {
  const { hub, guardian } = phone;
  const stranger = await makeSigner();
  const path = `${API}/messages/${phone.message}`;
  const dpop = await hub.prove({ device: stranger }, "DELETE", path);
  expect(codeIn(await hub.ask({ method: "DELETE", path, headers: { dpop } }))).toBe("session.none");
  expect(await codeOf(guardian.client.call("POST", "/invitations", { json: { role: "nobody" } }))).toBe(
    "session.step-up-needed",
  );
});

test("a guardian who is there does all of it, on the same phone", async () => {
  await phone.guardian.stepUp();
  expect(await tryAll(phone)).toEqual(DONE);
  expect((await phone.guardian.client.call("GET", "/session", { schema: sessionInfo })).person.name).toBe(
    NAME,
  );
});

describe("the test of the test", () => {
  const STEP_UP = "hub/access/step-up.ts";
  test.each<[string, Patch, string]>(
    takenOut([
      [
        "no step-up asked for",
        {
          file: "hub/api/build-app.ts",
          find: "if (route.stepUp === true) options.access.stepUp.assertFresh(session);",
          replace: "",
        },
        "nothing",
      ],
      [
        "one that lasts for ever",
        { file: STEP_UP, find: "const LIFE = minutes(5);", replace: "const LIFE = minutes(1e6);" },
        "a step-up of six minutes ago",
      ],
      [
        "one for all of a person's devices",
        {
          file: STEP_UP,
          find: "fresh.set(session.id, now + LIFE);",
          replace: "for (const one of household.sessions()) fresh.set(one.id, now + LIFE);",
        },
        "the guardian's own step-up just now, on the laptop",
      ],
      [
        "a passkey that need not know whose hand it is in",
        {
          file: "hub/access/webauthn.ts",
          find: "requireUserVerification: true,\n          credential,",
          replace: "requireUserVerification: false,\n          credential,",
        },
        "the guardian's passkey, in the hand of somebody whom it does not know",
      ],
    ]),
  )("with %s, all of it is done", { timeout: 60_000, ...TAKES_BARRIER_OUT }, async (_, patch, trick) => {
    await using own = new AsyncDisposableStack();
    const open = await openPhone(own, [patch]);
    await TRICKS.find(([what]) => what === trick)?.[1](open);
    expect(await tryAll(open)).toEqual(DONE);
  });
});
