import { expect } from "vitest";
import { problem } from "../../hub/contract/api.ts";

/** security.md of docs: what every answer carries, whatever it is an answer to. */
const HARDENED = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; " +
    "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; " +
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types pawpost",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "permissions-policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
} as const;

type Answer = Pick<Response, "status" | "headers" | "text">;

/** Every header that hardens, and none that opens. */
export function expectHardened({ headers }: Pick<Response, "headers">): void {
  for (const [name, value] of Object.entries(HARDENED)) expect(headers.get(name), name).toBe(value);
  for (const name of ["access-control-allow-origin", "server", "x-powered-by"]) {
    expect(headers.get(name), name).toBeNull();
  }
}

/** A refusal: a problem by RFC 9457 and nothing else, kept by nobody, with no cookie. */
export async function expectRefused(response: Answer, status: number, code: string): Promise<void> {
  const text = await response.text();
  expect([response.status, JSON.parse(text || "{}").code]).toEqual([status, code]);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("set-cookie")).toBeNull();
  expect(problem.parse(JSON.parse(text))).toMatchObject({ status, code });
  expectHardened(response);
}
