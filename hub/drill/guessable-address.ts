/**
 * Recordings by their address, as in 2017. Every address that the hub has is asked for without a session: those of real recordings, those beside them and
 * random ones. Each request carries a parameter that no route takes, or asks to read only: should a barrier be gone, nothing is done by it.
 */
import type { MessageStore } from "../ports/message-store.ts";
import { OPEN_TO_ANYBODY } from "./open-to-anybody.ts";
import type { AskAsStranger } from "./stranger.ts";
import type { Trial } from "./trial.ts";

export interface RouteRow {
  readonly method: string;
  /** Below `/api/v1`; `:id` and `:person` are public ids. */
  readonly path: string;
}

const API = "/api/v1";
const NEWEST = 20;
const RANDOM = 500;
/** No route takes it, which each says once it knows who asks. */
const NOTHING = "?drill=1";
/** 128 random bits differ in 64; in fewer than this once in 10^12 pairs. */
const LEAST_APART_BITS = 20;

interface GuessableAddressParts {
  readonly ask: AskAsStranger;
  readonly routes: readonly RouteRow[];
  readonly messages: Pick<MessageStore, "newest" | "get">;
  readonly random: (bytes: number) => Uint8Array;
}

export const guessableAddress = (parts: GuessableAddressParts): Trial<"guessable-address"> => ({
  step: "guessable-address",
  async attempt(signal) {
    const { ask, routes, messages, random } = parts;
    const randomId = () => idOf(random(16));
    const known = (await messages.newest(NEWEST)).map(({ id }) => id as string);
    const near = await whatIsNear(known, messages, randomId);
    if (near.length > 0) return { seen: "near", count: near.length, detail: near };
    const asked = new Set<string>();
    for (const { method, path } of routes.filter(
      (route) => !OPEN_TO_ANYBODY.has(`${route.method} ${route.path}`),
    )) {
      const at = (id: string) => API + path.replace(":id", id).replaceAll(/:[a-z]+/g, randomId);
      asked.add(`${method} ${at(randomId())}${NOTHING}`);
      // To read does nothing.
      if (method !== "GET") continue;
      asked.add(`GET ${at(randomId())}`);
      if (path.includes(":id")) for (const id of known) asked.add(`GET ${at(id)}`);
    }
    const open: string[] = [];
    for (const one of asked) {
      const [method = "", path = ""] = one.split(" ");
      const answer = await ask({ method, path }, signal);
      const isNo = answer.status === 401 && answer.type.startsWith("application/problem+json");
      if (!isNo) open.push(`${method} ${path}: ${answer.status}`);
    }
    if (open.length > 0) return { seen: "answered", count: open.length, detail: open };
    return { seen: "refused", count: asked.size };
  },
});

/** Whether who has one id, or none, comes upon another. @returns how, for each */
async function whatIsNear(
  known: readonly string[],
  messages: Pick<MessageStore, "get">,
  randomId: () => string,
): Promise<string[]> {
  const near: string[] = [];
  for (const id of known)
    for (const step of [-1n, 1n])
      if ((await messages.get(beside(id, step))) !== undefined) near.push("an id leads to the next");
  for (let count = 0; count < RANDOM; count += 1)
    if ((await messages.get(randomId())) !== undefined) near.push("a random id was one");
  const bits = known.map((id) => BigInt(`0x0${Buffer.from(id, "base64url").toString("hex")}`));
  bits.forEach((one, at) => {
    for (const other of bits.slice(at + 1))
      if ((one ^ other).toString(2).replaceAll("0", "").length < LEAST_APART_BITS)
        near.push("two ids are almost the same");
  });
  return near;
}

const idOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");

function beside(id: string, step: bigint): string {
  const all = 1n << 128n;
  const next = (BigInt(`0x0${Buffer.from(id, "base64url").toString("hex")}`) + step + all) % all;
  return idOf(Buffer.from(next.toString(16).padStart(32, "0"), "hex"));
}
