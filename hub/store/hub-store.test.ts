import { describe, expect, onTestFinished, test } from "vitest";
import {
  archiveContract,
  sharedClipsContract,
  waitingClipsContract,
} from "../../test/contracts/clip-store.contract.ts";
import { householdContract } from "../../test/contracts/household.contract.ts";
import { ledgerContract } from "../../test/contracts/ledger.contract.ts";
import { messageStoreContract } from "../../test/contracts/message-store.contract.ts";
import { aMessage, anId, makeStoreRig, type StoreRig } from "../../test/support/store-rig.ts";
import type { HubStore } from "./hub-store.ts";

let current: StoreRig | undefined;
let store: HubStore;
async function reopen(): Promise<HubStore> {
  if (current === undefined) {
    const rig = await makeStoreRig();
    current = rig;
    onTestFinished(async () => {
      current = undefined;
      await rig[Symbol.asyncDispose]();
    });
  }
  store = await current.reopen();
  return store;
}
const name = (id: string) => store.messages.add(aMessage({ id }));

describe("messages", () => messageStoreContract(async () => (await reopen()).messages));
describe("archive", () => archiveContract(async () => (await reopen()).archive, name));
const nameShares = (id: string, named: readonly { recipient: string; sha256: string }[]) =>
  store.messages.add(
    aMessage({ id, shares: named.map((share) => ({ person: anId(), at: 1, bytes: 1, ...share })) }),
  );
describe("shares", () =>
  sharedClipsContract(async () => ({ shares: (await reopen()).shares, name: nameShares })));
describe("waiting clips", () => waitingClipsContract(async () => (await reopen()).waiting, name));
describe("household", () => householdContract(async () => (await reopen()).household));
describe("ledger", () => ledgerContract(async () => (await reopen()).ledger));

test("a second hub on the same data is told so at once, and the first goes on", async () => {
  const first = await reopen();
  const rig = await makeStoreRig(current?.dir);
  await expect(rig.reopen()).rejects.toMatchObject({
    code: "store.in-use",
    message: expect.stringContaining("another Pawpost hub is running on this data folder"),
  });
  const message = aMessage();
  await first.messages.add(message);
  expect(await first.messages.get(message.id)).toEqual(message);
});
