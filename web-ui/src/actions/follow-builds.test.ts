import { signal } from "@preact/signals";
import { beforeEach, expect, test, vi } from "vitest";
import { makePlayedShell, type PlayedShell } from "../../../test/support/played-shell.ts";
import type { Page } from "../page-state.ts";
import { followBuilds, loadNewer } from "./follow-builds.ts";

let shell: PlayedShell;
let page: Page;
let now: number;
/** The hub says what this page does not understand. */
let sayStrange: () => void;
let lookAtPage: () => void;

beforeEach(() => {
  vi.stubGlobal("document", {
    visibilityState: "visible",
    addEventListener: (_: string, listener: () => void) => {
      lookAtPage = listener;
    },
  });
  shell = makePlayedShell();
  now = 0;
  page = {
    shell,
    phase: signal({ kind: "inside" }),
    connection: signal({ kind: "live" }),
    isNewerThere: signal(false),
    atStake: signal(0),
    client: { whenStrange: (listener: () => void) => (sayStrange = listener) },
  } as unknown as Page;
  followBuilds(page, () => now);
  return () => vi.unstubAllGlobals();
});

test("a newer build is offered, and not loaded by itself, while somebody is in", () => {
  shell.bringNewer();
  expect(page.isNewerThere.value).toBe(true);
  expect(shell.asked).toEqual([]);
});

test.each(["opening", "unreachable"] as const)("a page that is %s is loaded anew by itself", async (kind) => {
  page.phase.value = { kind };
  shell.bringNewer();
  await vi.waitFor(() => expect(shell.asked).toEqual(["load"]), 90_000);
});

test("what somebody is saying is not lost to a newer build", async () => {
  page.atStake.value = 1;
  await loadNewer(page);
  expect(shell.asked).toEqual([]);
  page.atStake.value = 0;
  await loadNewer(page);
  expect(shell.asked).toEqual(["load"]);
});

test("an answer that this page does not understand is a reason to look at once", () => {
  sayStrange();
  sayStrange();
  expect(shell.asked).toEqual(["look", "look"]);
});

test("a hub that was away may have come back newer", () => {
  page.connection.value = { kind: "lost", since: 0 };
  expect(shell.asked).toEqual([]);
  page.connection.value = { kind: "live" };
  expect(shell.asked).toEqual(["look"]);
});

test("a page that stays open for weeks looks when it is looked at, once an hour", () => {
  lookAtPage();
  now += 3_599_999;
  lookAtPage();
  expect(shell.asked).toEqual(["look"]);
  now += 1;
  lookAtPage();
  expect(shell.asked).toEqual(["look", "look"]);
});
