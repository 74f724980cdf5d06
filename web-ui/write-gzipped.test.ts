import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { pack } from "./write-gzipped.ts";

test("what is packed comes out again, and is smaller than zlib at its best makes it", async () => {
  const text = Buffer.from(JSON.stringify(Array.from({ length: 900 }, (_, at) => `${at * at} ${at % 7}`)));
  const packed = await pack(text);
  expect(gunzipSync(packed)).toEqual(text);
  expect(packed.byteLength).toBeLessThan(gzipSync(text, { level: 9 }).byteLength);
});
