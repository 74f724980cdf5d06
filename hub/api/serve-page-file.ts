import type { Context } from "hono";
import { accepts } from "hono/accepts";
import type { PageFile } from "./page-files.ts";

/** One file of the page, packed for whoever takes that; unpacked on the way for the few who do not. */
export function servePageFile(file: PageFile, context: Context): Response {
  const isUnpacked = file.isGzipped && !takesGzip(context);
  const etag = isUnpacked ? `"${file.etag.slice(1, -1)}-plain"` : file.etag;
  const headers = new Headers({
    "content-type": file.type,
    etag,
    "cache-control": file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
  });
  if (file.isGzipped) headers.set("vary", "accept-encoding");
  if (context.req.header("if-none-match") === etag) return new Response(null, { status: 304, headers });
  if (isUnpacked) return new Response(unpacked(file.bytes), { headers });
  if (file.isGzipped) headers.set("content-encoding", "gzip");
  return new Response(file.bytes, { headers });
}

const takesGzip = (context: Context): boolean =>
  accepts(context, { header: "Accept-Encoding", supports: ["gzip", "identity"], default: "identity" }) ===
  "gzip";

/** For a route that answers with a file of the page and has no say about how it is packed. */
export const plainBytes = async ({ bytes, isGzipped }: PageFile): Promise<Uint8Array<ArrayBuffer>> =>
  isGzipped ? new Uint8Array(await new Response(unpacked(bytes)).arrayBuffer()) : bytes;

const unpacked = (bytes: Uint8Array<ArrayBuffer>) =>
  new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
