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
  return parseJson(await readBody(request, max));
}

/** @throws HttpRefused `http.malformed` */
export function parseJson(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new HttpRefused("http.malformed", "not JSON", { cause });
  }
}

/** Boundaries and headers around one part. */
const PART_BYTES = 512;

/**
 * The parts of a multipart/form-data body (RFC 7578), each as bytes: those that `limits` names, each once, and no other.
 * @throws HttpRefused `http.wrong-type`, `http.too-large`, `http.malformed`
 */
export async function readParts(
  request: Request,
  limits: Readonly<Record<string, number>>,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  assertType(request, "multipart/form-data");
  const body = await readBody(
    request,
    Object.values(limits).reduce((sum, most) => sum + most + PART_BYTES, PART_BYTES),
  );
  const type = request.headers.get("content-type") ?? "";
  const form = await new Response(body, { headers: { "content-type": type } })
    .formData()
    .catch((cause: unknown) => {
      throw new HttpRefused("http.malformed", "not multipart/form-data", { cause });
    });
  const parts = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [name, value] of form) {
    const most = Object.hasOwn(limits, name) ? limits[name] : undefined;
    if (most === undefined || parts.has(name)) throw new HttpRefused("http.malformed", "a part too many");
    const bytes =
      typeof value === "string" ? new TextEncoder().encode(value) : new Uint8Array(await value.arrayBuffer());
    if (bytes.byteLength > most) throw new HttpRefused("http.too-large", name);
    parts.set(name, bytes);
  }
  const missing = Object.keys(limits).find((name) => !parts.has(name));
  if (missing !== undefined) throw new HttpRefused("http.malformed", `the part ${missing} is missing`);
  return parts;
}

export function assertType(request: Request, type: string): void {
  const given = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (given !== type) throw new HttpRefused("http.wrong-type", `expected ${type}`);
}
