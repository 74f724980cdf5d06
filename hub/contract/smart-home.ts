/**
 * What the house's own automation (Home Assistant and its like) hears over MQTT, and what it may say: docs/home-assistant.md. Topics begin with
 * a base, `pawpost` where nobody chose another. State and buttons only: never audio, a person's name, or a word about who wrote to whom.
 *
 *   <base>/bridge/state          out  retained   also the last will
 *   <base>/bridge/info           out  retained
 *   <base>/bridge/toys           out  retained
 *   <base>/bridge/health         out  retained   every ten minutes
 *   <base>/bridge/event          out
 *   <base>/bridge/request/<verb> in
 *   <base>/bridge/response/<verb> out
 *   <base>/<toy>                 out  retained
 *   <base>/<toy>/availability    out  retained
 *   <base>/<toy>/event           out
 *   <base>/<toy>/set[/<key>]     in
 *   <base>/<toy>/get             in
 */
import { z } from "zod";
import { parseJson } from "../domain/parse-json.ts";

/** The rooms' door has 8883. */
export const SMART_HOME_PORT = 8_884;

/** A toy in topics, as a guardian chose: never its own name, which may be the child's. */
export const toySlug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9_-]{0,30}[a-z0-9])?$/, "small letters, digits, - and _, 32 at most")
  .refine((slug) => slug !== "bridge" && slug !== "ble", "taken");

/** What one toy is doing, as it is retained. Times are ISO 8601. */
export const smartToyState = z.strictObject({
  state: z.enum(["out_of_range", "idle", "delivering", "playing", "recording"]),
  rssi: z.int().nullable(),
  /** Messages that are on their way to it. */
  queued: z.int().min(0),
  delivering: z
    .strictObject({ id: z.string(), percent: z.int(), eta_s: z.int().min(0).nullable() })
    .nullable(),
  /** Messages that lie on it, and that nobody was seen to hear. */
  unheard: z.int().min(0),
  last_delivered: z.iso.datetime().nullable(),
  last_played: z.iso.datetime().nullable(),
  /** It is night at its child's, or the smart home wants it quiet: its heart stays dark, and what is not urgent waits. */
  quiet: z.boolean(),
  volume: z.int().min(0).max(100).nullable(),
});
export type SmartToyState = z.output<typeof smartToyState>;
export type SmartToyDoing = SmartToyState["state"];
export const SMART_TOY_DOINGS = smartToyState.shape.state.options;

/** What may be wanted of a toy. Each key by itself too, with its plain value, at `<base>/<toy>/set/<key>`. */
const toyWish = z
  .strictObject({
    volume: z.int().min(0).max(100).optional(),
    led: z.literal("blink").optional(),
    quiet: z.boolean().optional(),
  })
  .refine((wish) => Object.keys(wish).length > 0, "nothing is asked for");
export type ToyWish = z.output<typeof toyWish>;

export const TOY_EVENTS = ["paw_pressed", "message_played", "recording_received"] as const;
/** `data` names the toy, as `friendly_name`, where it is about one; of an alert it says nothing. */
export type BridgeEvent =
  | "toy_joined"
  | "toy_left"
  | "message_delivered"
  | "message_played"
  | "recording_received"
  | "approval_needed"
  | "security_alert";

const transaction = z.union([z.int(), z.string().max(64)]).optional();

/** Each answers at `<base>/bridge/response/<verb>`, with the `transaction` that it came with. */
export const BRIDGE_REQUESTS = {
  health_check: z.strictObject({ transaction }),
  "toy/blink": z.strictObject({ toy: toySlug, transaction }),
  "toy/rename": z.strictObject({ from: toySlug, to: toySlug, transaction }),
} as const;
export type BridgeRequest = keyof typeof BRIDGE_REQUESTS;

/** What somebody may say to the hub, by its topic. */
export type SmartHomeAsk =
  | { readonly kind: "set"; readonly toy: string; readonly key: string | undefined }
  | { readonly kind: "get"; readonly toy: string }
  | { readonly kind: "request"; readonly verb: string };

/** `undefined` for a topic that is none of these: what the hub itself says, or somebody else's. */
export function parseAsk(base: string, topic: string): SmartHomeAsk | undefined {
  if (!topic.startsWith(`${base}/`)) return undefined;
  const [first = "", second = "", ...rest] = topic.slice(base.length + 1).split("/");
  if (first === "bridge")
    return second === "request" && rest.length > 0 ? { kind: "request", verb: rest.join("/") } : undefined;
  if (second === "set" && rest.length <= 1) return { kind: "set", toy: first, key: rest[0] };
  return second === "get" && rest.length === 0 ? { kind: "get", toy: first } : undefined;
}

/** Home Assistant says `online` there when it begins, and wants to hear of every device anew. */
export const birthTopic = (discovery: string): string => `${discovery}/status`;

const TRUE = new Set(["true", "on", "1"]);
const FALSE = new Set(["false", "off", "0"]);

/**
 * What is wished of a toy, from a payload: an object, or, with a key, its plain value (`60`, `ON`, `blink`).
 * @returns `undefined` for what is no wish
 */
export function parseToyWish(key: string | undefined, payload: string): ToyWish | undefined {
  const value = key === undefined ? parseJson(payload) : { [key]: plainValue(key, payload.trim()) };
  return toyWish.safeParse(value).data;
}

function plainValue(key: string, text: string): unknown {
  if (key === "led") return text;
  const small = text.toLowerCase();
  if (key === "quiet") return TRUE.has(small) || (FALSE.has(small) ? false : undefined);
  return /^\d{1,3}(?:\.0+)?$/.test(text) ? Number(text) : undefined;
}
