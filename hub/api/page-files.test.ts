import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { readPageFiles } from "./page-files.ts";

let dir: Awaited<ReturnType<typeof makeTempDir>>;
beforeEach(async () => {
  dir = await makeTempDir();
  await mkdir(join(dir.path, "assets"));
  await writeFile(join(dir.path, "index.html"), "<!doctype html>");
  await writeFile(join(dir.path, "assets/app-1.js"), "1;");
  await writeFile(join(dir.path, "secret.txt"), "not in the map");
});
afterEach(() => dir[Symbol.asyncDispose]());
const writeMap = (map: unknown) => writeFile(join(dir.path, "asset-map.json"), JSON.stringify(map));

test("reads what the map names, and nothing else", async () => {
  await writeMap({ "/": "text/html", "/assets/app-1.js": "text/javascript" });
  const files = await readPageFiles(dir.path);
  expect([...files.keys()]).toEqual(["/", "/assets/app-1.js"]);
  expect(new TextDecoder().decode(files.get("/")?.bytes)).toBe("<!doctype html>");
  expect(files.get("/")).toMatchObject({ type: "text/html", isImmutable: false });
  expect(files.get("/assets/app-1.js")).toMatchObject({ isImmutable: true });
});

test("keeps what the build has packed in that form, once", async () => {
  await writeFile(join(dir.path, "assets/app-1.js.gz"), gzipSync("1;"));
  await writeMap({ "/": "text/html", "/assets/app-1.js": "text/javascript" });
  const files = await readPageFiles(dir.path);
  const packed = files.get("/assets/app-1.js");
  expect(packed?.isGzipped).toBe(true);
  expect(gunzipSync(packed?.bytes ?? "").toString()).toBe("1;");
  expect(files.get("/")?.isGzipped).toBe(false);
});

test("other bytes have another tag", async () => {
  await writeMap({ "/": "text/html" });
  const before = (await readPageFiles(dir.path)).get("/")?.etag;
  await writeFile(join(dir.path, "index.html"), "<!doctype html>!");
  expect(before).toMatch(/^"[A-Za-z0-9_-]{22}"$/);
  expect((await readPageFiles(dir.path)).get("/")?.etag).not.toBe(before);
});

test("a page that was not built says how to build it", async () => {
  await expect(readPageFiles(dir.path)).rejects.toMatchObject({
    code: "page.missing",
    message: expect.stringContaining("npm run build"),
  });
});

test.each(["/../secret.txt", "secret.txt", "/a b", "//x", "/%2e"])(
  "a map that names %s is refused",
  async (path) => {
    await writeMap({ [path]: "text/plain" });
    await expect(readPageFiles(dir.path)).rejects.toThrow();
  },
);
