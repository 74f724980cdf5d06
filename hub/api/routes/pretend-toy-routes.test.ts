import { afterAll, beforeAll, expect, test } from "vitest";
import type { Guardian } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { pretendToyView } from "../../contract/api.ts";
import type { PretendToy } from "../../ports/pretend-toy.ts";

const done: unknown[] = [];
let wav: Uint8Array<ArrayBuffer> | undefined;
const toy: PretendToy = {
  view: async () => ({ heart: "on", activity: "busy", connected: false, heard: 3 }),
  watch: async () => undefined,
  press: async (paw) => void done.push(paw),
  say: async (pcm) => void done.push([...pcm]),
  heard: async () => wav,
};
let rig: HubRig;
let guardian: Guardian;
beforeAll(async () => {
  rig = await makeHubRig({ pretendToy: toy });
  guardian = await rig.claim();
});
afterAll(() => rig[Symbol.asyncDispose]());

test("the state says that there is one, and it says how it is", async () => {
  expect((await guardian.state()).pretendToy).toBe(true);
  expect(await guardian.client.call("GET", "/pretend-toy", { schema: pretendToyView })).toEqual(
    await toy.view(),
  );
});

test("paws are pressed and words are said as they are", async () => {
  await guardian.client.call("POST", "/pretend-toy/paws/play");
  await guardian.client.call("POST", "/pretend-toy/paws/record");
  await guardian.client.call("PUT", "/pretend-toy/microphone", { bytes: Uint8Array.of(1, 2, 3, 4) });
  expect(done).toEqual(["play", "record", [1, 2, 3, 4]]);
});

test("half a sample is refused", async () => {
  const bytes = Uint8Array.of(1, 2, 3);
  await expect(guardian.client.call("PUT", "/pretend-toy/microphone", { bytes })).rejects.toMatchObject({
    code: "http.malformed",
  });
});

test("what it played is nothing at first, then a WAV file", async () => {
  await expect(guardian.client.bytes("/pretend-toy/heard")).rejects.toMatchObject({ code: "http.not-found" });
  wav = Uint8Array.of(82, 73, 70, 70);
  const response = await guardian.client.open("GET", "/pretend-toy/heard");
  expect(response.headers.get("content-type")).toBe("audio/wav");
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(wav);
});
