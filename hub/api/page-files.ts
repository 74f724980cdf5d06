/** The built page: a fixed map from path to bytes, read once. No path of a request ever reaches the file system. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { HubError } from "../domain/hub-error.ts";

/** `asset-map.json` as the page's build writes it: path below the page -> media type. */
const assetMap = z.record(z.string().regex(/^\/(?:[a-z0-9_-]+\/)*[A-Za-z0-9._-]*$/), z.string().max(80));

/** Addresses of the one page. */
const PAGES: ReadonlySet<string> = new Set(["/", "/join"]);

export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The bytes are gzipped: the build has packed them, and they are kept in no other form. */
  readonly isGzipped: boolean;
  readonly type: string;
  readonly etag: string;
  /** Its name carries its hash: it never changes. */
  readonly isImmutable: boolean;
}

class PageMissing extends HubError {
  override readonly name = "PageMissing";
  readonly code = "page.missing";
}

export async function readPageFiles(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const text = await readFile(join(folder, "asset-map.json"), "utf8").catch((cause: unknown) => {
    throw new PageMissing("the page was not built: run `npm run build`", { cause });
  });
  const files = new Map<string, PageFile>();
  for (const [path, type] of Object.entries(assetMap.parse(JSON.parse(text)))) {
    const file = join(folder, PAGES.has(path) ? "index.html" : path);
    const gzipped = await readFile(`${file}.gz`).catch(() => undefined); // Small or a picture: not packed.
    const bytes = new Uint8Array(gzipped ?? (await readFile(file)));
    const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
    files.set(path, {
      bytes,
      isGzipped: gzipped !== undefined,
      type,
      etag: `"${hash}"`,
      isImmutable: path.startsWith("/assets/"),
    });
  }
  return files;
}
