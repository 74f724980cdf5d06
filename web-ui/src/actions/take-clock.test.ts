import { signal } from "@preact/signals";
import { expect, test, vi } from "vitest";
import { HubClient } from "../hub/hub-client.ts";
import { deviceSigner, makeDeviceKey } from "../keys/signing-key.ts";
import type { Page } from "../page-state.ts";
import { takeClock } from "./take-clock.ts";

const HUB = "2026-03-04T20:00:00.000Z";

async function pageAt(time: string) {
  vi.useFakeTimers({ now: Date.parse(time), toFake: ["Date"] });
  const client = new HubClient(deviceSigner(await makeDeviceKey()), {
    now: Date.now,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    fetch: () => Promise.reject(new Error("nobody")),
  });
  return { client, hubAheadMs: signal(0) } as unknown as Page;
}

test.each([
  ["right", "2026-03-04T20:00:00.400Z", 0],
  ["an hour behind", "2026-03-04T19:00:00.000Z", 3_600_000],
  ["a day ahead", "2026-03-05T20:00:00.000Z", -86_400_000],
])("of a device whose clock is %s it is known how far the hub's is ahead", async (_, time, ahead) => {
  const page = await pageAt(time);
  takeClock(page, HUB);
  expect(page.hubAheadMs.value + 0).toBe(ahead);
  expect(page.client.hubNow()).toBe(Date.parse(HUB));
  vi.useRealTimers();
});
