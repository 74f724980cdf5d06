import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { claimFamily, inRig } from "../../../test/support/family.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import type { PlayedNotifier } from "../../../test/support/played-notifier.ts";
import { makePlayedPush, type PlayedPush } from "../../../test/support/played-push.ts";
import type { Page } from "../page-state.ts";
import { NOTIFY_WORDS } from "../words/en/notices.ts";
import { readPush, tryPush, turnPushOff, turnPushOn } from "./push.ts";
import { describeTrouble } from "./trouble.ts";

let rig: HubRig;
let push: PlayedPush;
let page: Page;
let browser: PlayedNotifier;
beforeAll(async () => {
  push = makePlayedPush();
  rig = await makeHubRig({ pushLine: push });
  ({ page } = await claimFamily(inRig(rig)));
  browser = page.notifier as PlayedNotifier;
});
afterAll(() => rig[Symbol.asyncDispose]());
beforeEach(async () => {
  Object.assign(browser, { can: "able", says: "yes", subscribedFor: undefined });
  browser.endpoint = "https://fcm.googleapis.com/fcm/send/played";
  await rig.house.pushes.delete(page.device.publicKey);
});

test("on, tried, and off again; hub and browser agree", async () => {
  expect(await readPush(page)).toBe("off");
  await turnPushOn(page);
  expect(await readPush(page)).toBe("on");
  expect(await tryPush(page)).toBe("delivered");
  await turnPushOff(page);
  expect(await readPush(page)).toBe("off");
  expect(browser.subscribedFor).toBeUndefined();
  expect(rig.house.pushes.all()).toEqual([]);
});

test.each(["none", "install-first", "refused"] as const)(
  "a browser that is %s is not asked, and neither is the hub",
  async (can) => {
    browser.can = can;
    const asked = vi.spyOn(page.client, "call");
    expect(await readPush(page)).toBe(can);
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
  },
);

test.each(Object.keys(NOTIFY_WORDS) as (keyof typeof NOTIFY_WORDS)[])(
  "%s: nothing is kept, and it is said what to do",
  async (code) => {
    browser.says = code;
    const error = await turnPushOn(page).catch((one: unknown) => one);
    expect(describeTrouble(error)).toEqual({ ...NOTIFY_WORDS[code], code });
    expect(rig.house.pushes.all()).toEqual([]);
  },
);

test("a browser that lost it, and a hub that forgot it, are off", async () => {
  await turnPushOn(page);
  const { subscribedFor } = browser;
  browser.subscribedFor = undefined;
  expect(await readPush(page)).toBe("off");
  browser.subscribedFor = subscribedFor;
  expect(await readPush(page)).toBe("on");
  await rig.house.pushes.delete(page.device.publicKey);
  expect(await readPush(page)).toBe("off");
});

test("a push service that the hub does not know is said", async () => {
  browser.endpoint = "https://push.example/a";
  await expect(turnPushOn(page)).rejects.toMatchObject({ code: "push.not-a-service" });
});
