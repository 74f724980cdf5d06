import { createHash } from "node:crypto";
import { encodeBase64url } from "../contract/base64url.ts";
import { toySlug } from "../contract/smart-home.ts";
import type { Clock } from "../ports/clock.ts";
import {
  type SmartHomeKey,
  type SmartHomeKeys,
  SmartHomeRefused,
  type SmartHomeStore,
} from "../ports/smart-home.ts";

const MOST_KEYS = 8;
const PASSWORD_BYTES = 32;

/** Who may come in at the hub's own broker for the house's automation. */
export function keepKeys(parts: {
  readonly store: SmartHomeStore;
  readonly clock: Clock;
  random(bytes: number): Uint8Array;
  hasFamily(): boolean;
  /** Whether this machine has an address that it could listen at. */
  hasNetwork(): boolean;
  /** Listens, or listens no more; throws what it cannot. */
  tend(): Promise<void>;
  addresses(): readonly string[];
  authority(): string | undefined;
  /** None is left. */
  onNobody(): Promise<void>;
}): SmartHomeKeys {
  const { store, clock } = parts;
  const entry = (kind: "smart-home-joined" | "smart-home-left") =>
    ({ at: clock.now(), kind, person: null, subject: null }) as const;
  return {
    all: () => store.keys(),
    addresses: parts.addresses,
    authority: parts.authority,
    async add(name, mayControl) {
      if (!parts.hasFamily()) throw new SmartHomeRefused("mqtt.no-family", "there is no family yet");
      if (!parts.hasNetwork())
        throw new SmartHomeRefused("mqtt.no-network", "no address on the house's own network");
      if (!toySlug.safeParse(name).success)
        throw new SmartHomeRefused("mqtt.bad-name", "a name has 1 to 32 small letters, digits, - or _");
      if (store.keys().some((key) => key.name === name))
        throw new SmartHomeRefused("mqtt.same-name", "another one is called so");
      if (store.keys().length >= MOST_KEYS) throw new SmartHomeRefused("mqtt.too-many", "no more of them");
      const password = encodeBase64url(parts.random(PASSWORD_BYTES));
      const key: SmartHomeKey = { name, hash: hashOf(password), mayControl, madeAt: clock.now() };
      await store.put(key, [entry("smart-home-joined")]);
      await parts.tend();
      return password;
    },
    async remove(name) {
      if (!store.keys().some((key) => key.name === name))
        throw new SmartHomeRefused("mqtt.unknown", "there is none of that name");
      const removed = store.remove(name, [entry("smart-home-left")]);
      await parts.tend();
      await removed;
      if (store.keys().length === 0) await parts.onNobody();
    },
  };
}

const hashOf = (password: string): string => createHash("sha256").update(password).digest("base64url");
