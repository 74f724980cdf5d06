import { describe, expect, test } from "vitest";
import { BufferShare } from "./buffer-share.ts";
import { WriteWindow } from "./write-window.ts";

const INTERVAL = 30;

/** Links of one controller, whose connection events a test plays one by one. */
function links(buffers: number, count: number) {
  const share = new BufferShare();
  share.buffers = buffers;
  let now = 0;
  const made = Array.from({ length: count }, () => {
    let inController = 0;
    const window: WriteWindow = new WriteWindow({
      share,
      now: () => now,
      intervalMs: () => INTERVAL,
      write: (send) => {
        send();
        inController += 1;
        window.noteSent(true);
      },
    });
    return {
      window,
      get inController() {
        return inController;
      },
      push: (packets: number) => {
        for (let n = 0; n < packets; n += 1) window.push(() => undefined);
      },
      /** An event that has room for so many; reported at once, or one by one. @returns what it carried */
      event: (room: number, oneByOne = false) => {
        const carried = Math.min(room, inController);
        inController -= carried;
        if (oneByOne) for (let n = 0; n < carried; n += 1) window.noteCompleted(1);
        else if (carried > 0) window.noteCompleted(carried);
        return carried;
      },
    };
  });
  const inAll = () => made.reduce((sum, link) => sum + link.inController, 0);
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { made, inAll, pass };
}

describe("eight links that all upload, and eight buffers", () => {
  test.each([false, true])("each event is full, reported one by one: %s", (oneByOne) => {
    const { made, inAll, pass } = links(8, 8);
    for (const link of made) {
      link.window.allow(6);
      link.push(200);
    }
    const carried: number[] = [];
    for (let round = 0; round < 20; round += 1)
      for (const link of made) {
        pass(INTERVAL / 8);
        const count = link.event(4, oneByOne);
        if (round > 4) carried.push(count);
        expect(inAll()).toBeLessThanOrEqual(8);
      }
    expect(new Set(carried)).toEqual(new Set([4]));
  });

  test("one that fades holds up to six of them, and nobody else stands still", () => {
    const { made, pass } = links(8, 8);
    for (const link of made) {
      link.window.allow(6);
      link.push(1_000);
    }
    const silence = made.map(() => 0);
    let longest = 0;
    for (let round = 0; round < 40; round += 1)
      for (const [n, link] of made.entries()) {
        pass(INTERVAL / 8);
        if (n === 3) continue; // its events are heard by nobody
        silence[n] = link.event(4) > 0 ? 0 : (silence[n] ?? 0) + 1;
        if (round > 2) longest = Math.max(longest, silence[n] ?? 0);
      }
    // Two events without a packet are 60 ms: a toy's watchdog bites at 100.
    expect(longest).toBeLessThanOrEqual(2);
  });
});

test("one link alone has as many under way as it may, and one buffer is left for requests", () => {
  const { made, pass } = links(8, 1);
  const [link] = made;
  link?.window.allow(6);
  link?.push(20);
  expect(link?.inController).toBe(6);
  pass(INTERVAL);
  link?.event(4);
  expect(link?.inController).toBe(6);
  const { made: few } = links(4, 1);
  few[0]?.window.allow(6);
  few[0]?.push(20);
  expect(few[0]?.inController).toBe(4);
});

test("without an upload a link has two under way", () => {
  const { made } = links(8, 1);
  made[0]?.push(20);
  expect(made[0]?.inController).toBe(2);
});

test("a link that ends gives back what it had", () => {
  const { made } = links(4, 2);
  for (const link of made) link.window.allow(6);
  made[0]?.push(20);
  made[1]?.push(20);
  expect([made[0]?.inController, made[1]?.inController]).toEqual([4, 0]);
  made[0]?.window.clear();
  expect(made[1]?.inController).toBe(4);
});

test("a link whose events carry little is given little, and more once they carry all it has", () => {
  const { made, pass } = links(8, 2);
  const [first, second] = made;
  for (const link of made) {
    link.window.allow(6);
    link.push(400);
  }
  for (let round = 0; round < 10; round += 1) {
    pass(INTERVAL / 2);
    first?.event(1);
    pass(INTERVAL / 2);
    second?.event(6);
  }
  expect(first?.window.carries).toBeLessThanOrEqual(2);
  for (let round = 0; round < 10; round += 1) {
    pass(INTERVAL / 2);
    first?.event(4);
    pass(INTERVAL / 2);
    second?.event(6);
  }
  expect(first?.window.carries).toBeGreaterThanOrEqual(4);
});
