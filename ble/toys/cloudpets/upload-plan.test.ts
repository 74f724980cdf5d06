import fc from "fast-check";
import { expect, test } from "vitest";
import { UploadPlan } from "./upload-plan.ts";

const clipOf = (length: number) => Uint8Array.from({ length }, (_, index) => index % 127);
const lengths = (writes: readonly Uint8Array[]) => writes.map((write) => write.byteLength);

test("cuts a request into writes of 20 bytes and a short one that ends it", () => {
  const plan = new UploadPlan(clipOf(5_000));
  expect(lengths(plan.answer(1_024))).toEqual([...Array(51).fill(20), 4]);
  expect(lengths(plan.answer(256))).toEqual([...Array(12).fill(20), 16]);
});

test("fills the last request with 80 hex", () => {
  const plan = new UploadPlan(clipOf(1_000));
  const sent = Buffer.concat(plan.answer(1_024));
  expect(sent.subarray(1_000).toString("hex")).toBe("80".repeat(24));
});

test("goes on with padding until the ring cannot hold any of the clip", () => {
  const plan = new UploadPlan(clipOf(1_024));
  plan.answer(1_024);
  const proven = [256, 256, 256].map((bytes) => {
    const isDrained = plan.isDrainedBy(256);
    plan.answer(bytes);
    return isDrained;
  });
  expect([...proven, plan.isDrainedBy(256)]).toEqual([false, false, false, true]);
});

test("sends every byte once and in order, whatever the toy asks for", () => {
  const requests = fc.array(fc.integer({ min: 1, max: 1_024 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_000 }), requests, (length, wanted) => {
      const clip = clipOf(length);
      const plan = new UploadPlan(clip);
      const sent = Buffer.concat(wanted.flatMap((bytes) => plan.answer(bytes)));
      const total = wanted.reduce((sum, bytes) => sum + bytes);
      expect(sent.byteLength).toBe(total);
      expect(sent.subarray(0, length).equals(clip.subarray(0, total))).toBe(true);
      expect(sent.subarray(length).every((byte) => byte === 0x80)).toBe(true);
      expect(plan.isClipSent).toBe(total >= length);
      expect(plan.percent).toBe(Math.min(100, Math.floor((100 * total) / length)));
    }),
    { numRuns: 60 },
  );
});
