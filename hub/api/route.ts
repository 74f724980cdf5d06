/**
 * The route table's rows. A route says who may use it, what it takes and what it answers; `build-app.ts` refuses to start
 * with one that does not, and does the checking, so that no handler can forget to.
 */
import type { z } from "zod";
import { MAX_JSON_BYTES } from "../contract/api.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { Access, NewSession, Presented } from "../ports/access.ts";
import type { Health } from "../ports/health.ts";
import type { Role, Session } from "../ports/household.ts";
import type { PretendToy } from "../ports/pretend-toy.ts";
import type { Readings } from "../ports/readings.ts";
import type { House } from "../use-cases/house.ts";
import type { EventStreams } from "./event-streams.ts";
import type { PageFile } from "./page-files.ts";

/** Whose session it takes, with a proof by its device. `anybody`: no session. */
const POLICIES = {
  anybody: [],
  guardian: ["guardian"],
  relative: ["relative"],
  family: ["guardian", "relative"],
} as const satisfies Record<string, readonly Role[]>;
type Policy = keyof typeof POLICIES;

/** Whether it is kept from a suspended guardian. */
export const isForActive = ({ stepUp, evenSuspended }: Pick<Route, "stepUp" | "evenSuspended">): boolean =>
  !(evenSuspended ?? stepUp !== true);

/** @returns none for what anybody may ask */
export const rolesFor = (route: Pick<Route, "policy">): readonly Role[] => POLICIES[route.policy];

/** What a body may be: JSON by a schema, parts of a form, or bytes. */
export type BodyRule =
  | { readonly kind: "none" }
  | { readonly kind: "json"; readonly schema: z.ZodType; readonly maxBytes: number }
  | {
      readonly kind: "parts";
      readonly meta: z.ZodType;
      /** The files that must be there, by name, and the most bytes that each may have. */
      readonly files: Readonly<Record<string, number>>;
    }
  | { readonly kind: "bytes"; readonly type: string; readonly maxBytes: number };

/** JSON that fits the schema, no larger than any that a page sends. */
export const jsonBody = <T extends z.ZodType>(schema: T) =>
  ({ kind: "json", schema, maxBytes: MAX_JSON_BYTES }) as const satisfies BodyRule;

export type AnswerRule =
  | { readonly kind: "json"; readonly schema: z.ZodType; readonly status?: 200 | 201 }
  | { readonly kind: "nothing" }
  | { readonly kind: "bytes"; readonly type: string }
  /** Of events, where no other type is named. */
  | { readonly kind: "stream"; readonly type?: string };

export interface Call {
  readonly house: House;
  readonly access: Access;
  readonly streams: EventStreams;
  readonly pretendToy: PretendToy | undefined;
  /** The files of the built page, by path. */
  readonly page: ReadonlyMap<string, PageFile>;
  readonly health: Health;
  readonly readings: Readings;
  /** By which another machine of the house reads them; `undefined`: none may. */
  readonly metricsToken?: string | undefined;
  /** As the request has it. */
  readonly authorization: string | null;
  /** Scheme and host that were asked for: one of ours. */
  readonly origin: string;
  readonly presented: Presented;
  /** Set by the policy. */
  readonly session: Session | undefined;
  /** The path's `:id`. */
  readonly id: PublicId | undefined;
  /** The path's `:person`. */
  readonly person: PublicId | undefined;
  readonly query: URLSearchParams;
  /** By the body rule: the parsed JSON, the parsed `meta`, or nothing. */
  readonly body: unknown;
  /** By the body rule: every file that it names. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

export type Outcome =
  | { readonly kind: "json"; readonly value: unknown; readonly status?: 200 | 201 }
  | { readonly kind: "nothing" }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array<ArrayBuffer>; readonly status?: 200 | 503 }
  | { readonly kind: "stream"; readonly stream: ReadableStream<Uint8Array> }
  /** Sets or ends the session cookie. */
  | { readonly kind: "session"; readonly session: NewSession; readonly status: 200 | 201 }
  | { readonly kind: "signed-out" };

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/api/v1`, or `/.well-known` for the few of that table; `:id` and `:person` are public ids. */
  readonly path: string;
  readonly policy: Policy;
  /** What cannot be undone: only within five minutes of `POST /session/step-up`. Never for `anybody`. */
  readonly stepUp?: true;
  /** Of a hub that nobody claimed: only for the device that showed its one-time code, which is asked before a body is read. Only for `anybody`. */
  readonly shownClaim?: true;
  /**
   * Whether a guardian whom another one suspended may use it. When left out: what needs no step-up, and nothing that does, so that a
   * route that forgot to say so is one that they may not use.
   */
  readonly evenSuspended?: boolean;
  /** A document that other sites may link to: only for GET by anybody. */
  readonly isLinked?: true;
  readonly summary: string;
  /** Parameters behind the question mark, by name, with what they are. No other is taken. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body: BodyRule;
  readonly answer: AnswerRule;
  handle(call: Call): Promise<Outcome>;
}

const METHODS: readonly string[] = ["GET", "POST", "PUT", "DELETE"];

/** Default deny: a row that does not say who may use it stops the start. @throws TypeError */
export function assertRoute(route: Route): void {
  const isWhole =
    METHODS.includes(route.method) &&
    Object.hasOwn(POLICIES, route.policy) &&
    /^\/[a-z:/.-]*$/.test(route.path) &&
    (route.stepUp !== true || route.policy !== "anybody") &&
    (route.shownClaim !== true || route.policy === "anybody") &&
    (route.isLinked !== true || (route.method === "GET" && route.policy === "anybody")) &&
    route.body !== undefined &&
    route.answer !== undefined;
  if (!isWhole)
    throw new TypeError(`route ${route.method} ${route.path} does not say who may use it, and how`);
}
