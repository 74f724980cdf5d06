import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { addWorklet } from "../trusted-assets.ts";

vi.mock("../trusted-assets.ts", () => ({ addWorklet: vi.fn() }));

let opened: FakeAudio[];
let touches: { hasBeenActive: boolean };
/** What the page does when it has nothing else to do. */
let idle: (() => void)[];
const page = new EventTarget();
const askForMicrophone = vi.fn();

class FakeAudio {
  isClosed = false;
  constructor() {
    opened.push(this);
  }
  async close() {
    this.isClosed = true;
  }
}

beforeEach(() => {
  opened = [];
  idle = [];
  touches = { hasBeenActive: false };
  vi.stubGlobal("AudioContext", FakeAudio);
  vi.stubGlobal("navigator", {
    userActivation: touches,
    mediaDevices: { getUserMedia: askForMicrophone },
  });
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("requestIdleCallback", (run: () => void) => idle.push(run));
  vi.mocked(addWorklet).mockReset().mockResolvedValue();
});
afterEach(() => vi.unstubAllGlobals());

/** As after a load: nothing was opened yet. */
async function loadPage() {
  vi.resetModules();
  return (await import("./sound-system.ts")).openSoundSystemAhead;
}
const beIdle = async () => {
  for (const run of idle.splice(0)) run();
  await new Promise((resolve) => setImmediate(resolve));
};
const touch = (kind: string) => {
  touches.hasBeenActive = true;
  page.dispatchEvent(new Event(kind));
};

test("waits for a touch and an idle moment, opens once, lets go, and asks for no microphone", async () => {
  const openAhead = await loadPage();
  openAhead();
  await beIdle();
  expect(opened).toEqual([]);
  touch("pointerup");
  expect(opened).toEqual([]);
  await beIdle();
  expect(opened).toMatchObject([{ isClosed: true }]);
  expect(addWorklet).toHaveBeenCalledExactlyOnceWith(opened[0]);
  touch("keyup");
  openAhead();
  await beIdle();
  expect(opened).toHaveLength(1);
  expect(askForMicrophone).not.toHaveBeenCalled();
});

test("on a page that was touched already, the next idle moment will do", async () => {
  touches.hasBeenActive = true;
  (await loadPage())();
  await beIdle();
  expect(opened).toMatchObject([{ isClosed: true }]);
});

test("does nothing once somebody left for the microphone itself", async () => {
  const forget = (await loadPage())();
  touch("pointerup"); // This very touch pressed Record.
  forget();
  await beIdle();
  touch("pointerup");
  await beIdle();
  expect(opened).toEqual([]);
});

test("a sound system that cannot be opened is left to the recorder to tell, and closed", async () => {
  touches.hasBeenActive = true;
  vi.mocked(addWorklet).mockRejectedValue(new Error("no audio thread"));
  (await loadPage())();
  await beIdle();
  expect(opened).toMatchObject([{ isClosed: true }]);
});

test("a browser that cannot say whether it was touched is not made to complain", async () => {
  vi.stubGlobal("navigator", {});
  (await loadPage())();
  page.dispatchEvent(new Event("pointerup"));
  await beIdle();
  expect(opened).toEqual([]);
});
