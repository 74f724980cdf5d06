/** What a smart home asks for, and gets: how loud a toy is, its heart, quiet; what it is called in topics; whether the hub is well. */
import { BRIDGE_REQUESTS, type BridgeRequest, type ToyWish } from "../contract/smart-home.ts";
import { makeBuckets } from "../domain/buckets.ts";
import { HubError } from "../domain/hub-error.ts";
import { parseJson } from "../domain/parse-json.ts";
import type { Toy } from "../ports/household.ts";
import { setToyVolume, showToyHeart } from "../use-cases/ask-toy.ts";
import type { House } from "../use-cases/house.ts";
import { hushToy } from "../use-cases/hush-toy.ts";
import { nameInTopics } from "../use-cases/name-in-topics.ts";

/** Of one toy. An automation that went wild must not keep a heart blinking all night. */
const WISHES = { perSecond: 1 / 10, burst: 6 };
const MAX_TRANSACTION = 64;

export interface WishParts {
  readonly house: House;
  readonly signal: AbortSignal;
  findToy(slug: string): Toy | undefined;
  /** What there is to know of the hub is looked at anew. */
  lookAtHealth(): Promise<void>;
  /** What came of it is seen in the toy's state, which is told again in any case: a switch that moved by itself moves back. */
  tellAgain(toy: Toy): void;
}

export interface Wishes {
  /** @returns why not */
  ofToy(slug: string, wish: ToyWish | undefined): Promise<string | undefined>;
  /** @returns what is answered */
  request(verb: string, payload: string): Promise<object>;
}

export function makeWishes({ house, signal, findToy, lookAtHealth, tellAgain }: WishParts): Wishes {
  const often = makeBuckets(WISHES);

  const grant = async ({ id }: Toy, wish: ToyWish) => {
    if (wish.quiet !== undefined) await hushToy(house, id, wish.quiet);
    if (wish.volume !== undefined) await setToyVolume(house, id, wish.volume, signal);
    if (wish.led !== undefined) await showToyHeart(house, id, signal);
  };
  const ofToy: Wishes["ofToy"] = async (slug, wish) => {
    const toy = findToy(slug);
    if (toy === undefined) return NO_TOY;
    try {
      if (wish === undefined) return "not understood: volume 0 to 100, led blink, quiet true or false";
      if (!often.take(toy.id, house.clock.monotonic()))
        return "too often: six at once, then one in ten seconds";
      await grant(toy, wish);
      return undefined;
    } catch (error) {
      if (error instanceof HubError) return error.message;
      throw error;
    } finally {
      tellAgain(toy);
    }
  };
  const answer = async (verb: string, body: unknown): Promise<object> => {
    if (!Object.hasOwn(BRIDGE_REQUESTS, verb)) return { error: `there are: ${REQUESTS}` };
    switch (verb as BridgeRequest) {
      case "health_check":
        await lookAtHealth();
        return { data: { healthy: true } };
      case "toy/blink": {
        const asked = BRIDGE_REQUESTS["toy/blink"].safeParse(body);
        const error = asked.success ? await ofToy(asked.data.toy, { led: "blink" }) : "name the toy";
        return error === undefined ? {} : { error };
      }
      case "toy/rename":
        return rename(BRIDGE_REQUESTS["toy/rename"].safeParse(body).data);
    }
  };
  const rename = async (
    asked: { readonly from: string; readonly to: string } | undefined,
  ): Promise<object> => {
    if (asked === undefined)
      return { error: "name the toy, and its new name: small letters, digits, - and _" };
    const { from, to } = asked;
    const toy = findToy(from);
    if (toy === undefined) return { error: NO_TOY };
    if (from !== to && findToy(to) !== undefined) return { error: "another toy is called so" };
    await nameInTopics(house, toy.id, to);
    return { data: { from, to } };
  };

  return {
    ofToy,
    async request(verb, payload) {
      const body = payload.trim() === "" ? {} : parseJson(payload);
      const answered = await answer(verb, body);
      return {
        status: "error" in answered ? "error" : "ok",
        data: {},
        ...answered,
        ...transactionOf(body),
      };
    },
  };
}

const NO_TOY = "there is no such toy";
const REQUESTS = Object.keys(BRIDGE_REQUESTS).join(", ");

function transactionOf(body: unknown): { readonly transaction?: number | string } {
  const { transaction } = (typeof body === "object" && body !== null ? body : {}) as {
    transaction?: unknown;
  };
  if (typeof transaction === "number") return { transaction };
  const isFit = typeof transaction === "string" && transaction.length <= MAX_TRANSACTION;
  return isFit ? { transaction } : {};
}
