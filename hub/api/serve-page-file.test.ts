import { gzipSync } from "node:zlib";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { plainBytes, servePageFile } from "./serve-page-file.ts";

const TEXT = "export const bear = 1;".repeat(100);
const PACKED = new Uint8Array(gzipSync(TEXT));
const app = new Hono();
app.get("/packed", (context) =>
  servePageFile(
    { bytes: PACKED, isGzipped: true, type: "text/javascript", etag: '"a"', isImmutable: true },
    context,
  ),
);
app.get("/picture", (context) =>
  servePageFile(
    { bytes: new Uint8Array([1, 2]), isGzipped: false, type: "image/png", etag: '"b"', isImmutable: false },
    context,
  ),
);
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });

test.each(["gzip, deflate, br", "gzip;q=0.5", "*;q=0.1, gzip"])(
  "%s gets the packed bytes",
  async (accepted) => {
    const answer = await get("/packed", { "accept-encoding": accepted });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(answer.headers.get("vary")).toBe("accept-encoding");
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(PACKED);
  },
);

test.each([undefined, "", "br", "identity", "gzip;q=0", "gzipped"])(
  "%s gets the text itself",
  async (accepted) => {
    const answer = await get("/packed", accepted === undefined ? {} : { "accept-encoding": accepted });
    expect(answer.headers.get("content-encoding")).toBeNull();
    expect(answer.headers.get("vary")).toBe("accept-encoding");
    expect(await answer.text()).toBe(TEXT);
  },
);

test("each form has a tag of its own, and is not sent again to who has it", async () => {
  const packed = await get("/packed", { "accept-encoding": "gzip" });
  const plain = await get("/packed");
  expect(packed.headers.get("etag")).not.toBe(plain.headers.get("etag"));
  for (const [accepted, answer] of [
    ["gzip", packed],
    ["identity", plain],
  ] as const) {
    const tag = answer.headers.get("etag") ?? "";
    const again = await get("/packed", { "accept-encoding": accepted, "if-none-match": tag });
    expect([again.status, await again.text(), again.headers.get("content-encoding")]).toEqual([
      304,
      "",
      null,
    ]);
  }
});

test("what was never packed comes as it is, to anybody", async () => {
  const answer = await get("/picture", { "accept-encoding": "gzip" });
  expect([answer.headers.get("content-encoding"), answer.headers.get("vary")]).toEqual([null, null]);
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(new Uint8Array([1, 2]));
});

test("who answers with a file as it is gets it unpacked", async () => {
  const rest = { type: "text/html", etag: '"c"', isImmutable: false };
  for (const [bytes, isGzipped] of [
    [PACKED, true],
    [new TextEncoder().encode(TEXT), false],
  ] as const)
    expect(new TextDecoder().decode(await plainBytes({ bytes, isGzipped, ...rest }))).toBe(TEXT);
});
