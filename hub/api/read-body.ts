import { HttpRefused } from "./errors.ts";

/** Reads a body, never more than `max` bytes whatever its header claims. @throws HttpRefused `http.too-large` */
export async function readBody(request: Request, max: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get("content-length") ?? 0) > max)
    throw new HttpRefused("http.too-large", "announced");
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > max) throw new HttpRefused("http.too-large", "sent");
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** @throws HttpRefused `http.wrong-type`, `http.too-large`, `http.malformed` */
export async function readJson(request: Request, max: number): Promise<unknown> {
  assertType(request, "application/json");
  const body = await readBody(request, max);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new HttpRefused("http.malformed", "not JSON", { cause });
  }
}

/** The parts of a multipart/form-data body (RFC 7578), each as bytes. */
export async function readParts(
  request: Request,
  max: number,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  assertType(request, "multipart/form-data");
  const body = await readBody(request, max);
  const type = request.headers.get("content-type") ?? "";
  const form = await new Response(body, { headers: { "content-type": type } })
    .formData()
    .catch((cause: unknown) => {
      throw new HttpRefused("http.malformed", "not multipart/form-data", { cause });
    });
  const parts = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [name, value] of form) {
    if (parts.has(name)) throw new HttpRefused("http.malformed", "a part twice");
    parts.set(
      name,
      typeof value === "string" ? new TextEncoder().encode(value) : new Uint8Array(await value.arrayBuffer()),
    );
  }
  return parts;
}

export function assertType(request: Request, type: string): void {
  const given = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (given !== type) throw new HttpRefused("http.wrong-type", `expected ${type}`);
}
