/** A toy goes from one child to another and back: what waits, what is delivered, what is refused. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { codeOr } from "../../test/support/code-of.ts";
import { Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { makeSigner } from "../../test/support/key-ring.ts";
import { type SignedInBrowser, signInElsewhere } from "../../test/support/own-devices.ts";
import { sessionInfo, type ToyView } from "../contract/api.ts";
import type { Signer } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import { verifyRoster } from "../contract/roster.ts";
import { type RosterEntry, signRosterEntry } from "../contract/roster-entry.ts";

const NAME = "Guardian";
const PASSPHRASE = "four lanterns beside our kettle";

let rig: HubRig;
let guardian: Guardian;
let phone: SignedInBrowser;
let toy: ToyView;
const guest = { id: randomId(), name: "The guest" };

beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await Guardian.claim(rig.browser(), rig.access.claimCode() ?? "", NAME, PASSPHRASE);
  guardian.client.hubNow = () => rig.clock.now();
  phone = await signInElsewhere(rig.browser(), { name: NAME, passphrase: PASSPHRASE }, () => rig.clock.now());
  toy = await rig.addToy("Bear");
});
afterEach(() => rig[Symbol.asyncDispose]());

async function signed(entry: RosterEntry, signer: Signer = phone.person): Promise<string> {
  const { hub, head } = await verifyRoster(rig.house.household.roster());
  return signRosterEntry(hub, head, entry, signer);
}
async function lend(to: PublicId, newChild?: string, which = toy.id) {
  const entry = await signed({ kind: "toy", toy: toy.id, child: to });
  const json = { entry, ...(newChild === undefined ? {} : { newChild }) };
  return guardian.client.call("POST", `/toys/${which}/child`, { json, schema: sessionInfo });
}
const toyNow = async (): Promise<ToyView> => {
  const found = (await guardian.state()).toys.find(({ id }) => id === toy.id);
  if (found === undefined) throw new Error("no toy");
  return found;
};
/** With the roster as the hub has it: a page would read it anew. */
async function send(to: ToyView): Promise<string> {
  const info = await guardian.client.call("GET", "/session", { schema: sessionInfo });
  const now = Object.assign(Object.create(Guardian.prototype), { ...guardian, info }) as Guardian;
  const { id } = await now.send(await prepareClip(hum(1, 3), 16_000), to);
  await rig.settle();
  return id;
}
const delivered = () => rig.toys.all("deliver").map(({ message }) => message as string);
const codeOf = codeOr("done");

test("toy and roster change in one write, ble and the open pages hear of it, and the history has it", async () => {
  const { roster } = await lend(guest.id, guest.name);
  expect((await verifyRoster(roster)).toys.get(toy.id)).toBe(guest.id);
  expect(await toyNow()).toMatchObject({ name: "Bear", child: guest.id });
  expect((await guardian.state()).children).toContainEqual(expect.objectContaining(guest));
  expect(rig.told.at(-1)).toMatchObject({ kind: "toys", toys: [{ id: toy.id, child: guest.id }] });
  await rig.settle();
  expect(rig.toys.all("roster").at(-1)?.entries.at(-1)).toBe(roster.at(-1));
  const newest = await rig.house.ledger.before(Number.MAX_SAFE_INTEGER, 1);
  expect(newest.entries).toMatchObject([
    { kind: "toy-lent", person: guardian.info.person.id, subject: toy.id },
  ]);
});

test("what waits for the child who had it stays until the toy is back", async () => {
  rig.toys.saysToys({ toy: toy.id, connected: false });
  const forOwner = await send(toy);
  await lend(guest.id, guest.name);
  rig.toys.saysToys({ toy: toy.id, connected: true });
  await rig.settle();
  expect(delivered()).toEqual([]);
  const forGuest = await send(await toyNow());
  expect(delivered()).toEqual([forGuest]);
  const { messages } = await guardian.state();
  expect(messages.find(({ id }) => id === forOwner)?.state).toBe("queued");

  await guardian.client.call("POST", `/messages/${forGuest}/cancel`);
  rig.toys.says({
    kind: "delivery-failed",
    event: randomId(),
    at: "2026-01-02T03:04:05Z",
    id: rig.toys.all("deliver").at(-1)?.id ?? randomId(),
    message: forGuest as PublicId,
    toy: toy.id,
    code: "cancelled",
    retry: false,
    detail: "",
  });
  await rig.settle();
  await lend(toy.child);
  await rig.settle();
  expect(delivered().at(-1)).toBe(forOwner);
});

test("a message for the child who has it not is not taken in", async () => {
  await lend(guest.id, guest.name);
  expect(await codeOf(send(toy))).toBe("toy.wrong-child");
});

test.each<[string, () => Promise<unknown>, string]>([
  ["a child that nobody knows", () => lend(randomId()), "child.unknown"],
  [
    "another toy than the entry's",
    async () => lend(guest.id, guest.name, (await rig.addToy("Owl")).id),
    "roster.refused",
  ],
  ["a toy that is nobody's", () => lend(guest.id, guest.name, randomId()), "toy.unknown"],
  [
    "an entry that a device signed",
    async () => {
      const entry = await signed({ kind: "toy", toy: toy.id, child: guest.id }, guardian.device);
      return guardian.client.call("POST", `/toys/${toy.id}/child`, { json: { entry, newChild: "X" } });
    },
    "roster.refused",
  ],
  [
    "an entry about something else",
    async () => {
      const { publicKey } = await makeSigner();
      const entry = await signed({ kind: "device", person: guardian.info.person.id, deviceKey: publicKey });
      return guardian.client.call("POST", `/toys/${toy.id}/child`, { json: { entry, newChild: "X" } });
    },
    "roster.refused",
  ],
  [
    "an entry that comes by the roster's own route, where the house would not hear of it",
    async () => {
      const entry = await signed({ kind: "toy", toy: toy.id, child: guest.id });
      return guardian.client.call("POST", "/roster", { json: { entry } });
    },
    "roster.refused",
  ],
])("%s: refused, and nothing changes", async (_, ask, code) => {
  const before = rig.house.household.roster();
  expect(await codeOf(ask())).toBe(code);
  expect(rig.house.household.roster()).toEqual(before);
  expect(await toyNow()).toMatchObject({ child: toy.child });
});

test("a toy is called something else", async () => {
  await guardian.client.call("PUT", `/toys/${toy.id}/name`, { json: { name: "Old Bear" } });
  expect(await toyNow()).toMatchObject({ name: "Old Bear", child: toy.child });
  expect(await codeOf(guardian.client.call("PUT", `/toys/${randomId()}/name`, { json: { name: "X" } }))).toBe(
    "toy.unknown",
  );
});
