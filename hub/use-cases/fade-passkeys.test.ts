import { afterEach, beforeEach, expect, test } from "vitest";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { claimAs, openPaperPage, sessionOn } from "../../test/support/paper-page.ts";
import { SoftAuthenticator } from "../../test/support/soft-authenticator.ts";
import { addPasskey, signInWithPasskey } from "../../web-ui/src/actions/passkeys.ts";
import { openWithPassphrase, signIn } from "../../web-ui/src/actions/sign-in.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import { viewSlots } from "../access/person-slots.ts";
import { alertList } from "../contract/alerts.ts";
import { hours } from "../domain/duration.ts";
import { startFading } from "./fade-passkeys.ts";

const NAME = "Mum";
const PASSPHRASE = "four lanterns beside our kettle";
let rig: HubRig;
let phone: SoftAuthenticator;
let page: Page;
let fading: Disposable;

const newPage = () => openPaperPage(rig.browser(), () => rig.clock.now(), phone);
const person = () => rig.house.household.people()[0] ?? expect.fail();
const passkeys = () => viewSlots(person()).filter((slot) => slot.kind === "passkey");
async function live(days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    await rig.clock.advance(hours(24));
    await rig.settle();
  }
}
async function notes(): Promise<string[]> {
  const kinds: string[] = [];
  for await (const { kind } of rig.house.ledger.entries()) if (/-fad/.test(kind)) kinds.push(kind);
  return kinds;
}

beforeEach(async () => {
  rig = await makeHubRig();
  phone = new SoftAuthenticator();
  page = await newPage();
  await claimAs(page, rig.access.claimCode() ?? "", NAME, PASSPHRASE);
  await addPasskey(page, sessionOn(page), await openWithPassphrase(page, sessionOn(page), PASSPHRASE));
  fading = startFading(rig.house);
  await rig.settle();
});
afterEach(async () => {
  fading[Symbol.dispose]();
  await rig.settle();
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

test("after 76 days without a use it is told, the list counts down, and after 90 it goes, by nobody's doing", async () => {
  await live(75);
  expect(passkeys()).toMatchObject([{ fadesIn: null }]);
  expect(await notes()).toEqual([]);
  await live(1);
  expect(passkeys()).toMatchObject([{ fadesIn: 14 }]);
  await live(13);
  expect(passkeys()).toMatchObject([{ fadesIn: 1 }]);
  expect(await notes()).toEqual(["passkey-fading"]);
  await live(1);
  expect(passkeys()).toEqual([]);
  expect(await notes()).toEqual(["passkey-fading", "passkey-faded"]);
  // The passphrase is as it was.
  expect(viewSlots(person()).map(({ kind }) => kind)).toEqual(["passphrase"]);
  page = await newPage();
  await signIn(page, NAME, PASSPHRASE);
  const { alerts } = await page.client.call("GET", "/alerts", { schema: alertList });
  expect(alerts.find((one) => one.class === "passkey-fading")).toMatchObject({ unseen: 2 });
});

test("one use, and it begins anew", async () => {
  await live(89);
  await signInWithPasskey(await newPage());
  expect(passkeys()).toMatchObject([{ fadesIn: null }]);
  await live(75);
  expect(passkeys()).toMatchObject([{ fadesIn: null }]);
  await live(16);
  expect(passkeys()).toEqual([]);
});

test("it stays with somebody who would have nothing that stands alone", async () => {
  await rig.house.household.changePerson(person().id, (now) => ({
    ...now,
    slots: now.slots.filter(({ kind }) => kind === "passkey"),
  }));
  await live(100);
  expect(passkeys()).toMatchObject([{ fadesIn: null }]);
  expect(await notes()).toEqual([]);
});

test.each([
  ["ahead by ten years", 3_650],
  ["ahead by 119 days", 119],
  ["back by a year", -365],
])("a clock that jumps %s fades nothing", async (_, days) => {
  await live(60);
  rig.clock.stepWallClock(hours(24) * days);
  await live(10);
  expect(passkeys()).toMatchObject([{ fadesIn: null }]);
  rig.clock.stepWallClock(-hours(24) * days);
  await live(5);
  expect(passkeys()).toMatchObject([{ fadesIn: null }]);
  expect(await notes()).toEqual([]);
});

test("a season in which the hub was off is one day", async () => {
  await live(60);
  const away = {
    ...rig.house,
    lived: { ...rig.house.lived, now: () => rig.house.lived.now() + hours(24) * 119 },
  };
  for (let start = 0; start < 3; start++) {
    using _again = startFading(away);
    await rig.settle();
  }
  expect(passkeys()).toMatchObject([{ fadesIn: null }]);
  await live(10);
  expect(await notes()).toEqual([]);
});

test("what is used while it is looked at stays", async () => {
  await live(89);
  const { household } = rig.house;
  const tried = Promise.withResolvers<void>();
  const raced: typeof household = Object.create(household, {
    changePerson: {
      async value(...change: Parameters<typeof household.changePerson>) {
        await signInWithPasskey(await newPage());
        const done = household.changePerson(...change);
        done.then(() => tried.resolve(), tried.reject);
        return done;
      },
    },
  });
  fading[Symbol.dispose]();
  await rig.clock.advance(hours(24));
  fading = startFading({ ...rig.house, household: raced });
  await tried.promise;
  expect(passkeys()).toMatchObject([{ fadesIn: null }]);
  expect(await notes()).toEqual(["passkey-fading"]);
});
