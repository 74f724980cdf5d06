/**
 * What `pawpost doctor` finds, and what it asks the running hub: facts that only the hub knows. No key, no name of a person and no sound is
 * among them; of certificates only what everybody is shown who connects.
 */
import { z } from "zod";
import { relayStatus } from "./command-line.ts";
import { keepersView } from "./keepers.ts";

/** `cannot-tell`: it could not be looked at here, and why is said. Neither good nor bad is claimed. */
const VERDICTS = ["ok", "warn", "fail", "cannot-tell"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** In the order in which they are said. */
export const CHECKS = [
  "service",
  "watchdog",
  "settings",
  "files",
  "leftovers",
  "sound",
  "disk",
  "clock",
  "adapter",
  "scan",
  "ports",
  "exposure",
  "firewall",
  "routes",
  "broker",
  "tls",
  "relay",
  "push",
  "backup",
] as const;
export type CheckId = (typeof CHECKS)[number];

/** `POST /doctor`, over the command line's socket. */
export const hubFacts = z.strictObject({
  version: z.string(),
  pid: z.int(),
  hasFamily: z.boolean(),
  /** The page's, on this machine. */
  address: z.string(),
  /** Lived time, and when the newest entry of the ledger was written; Unix ms. */
  livedAt: z.number(),
  lastEntryAt: z.number().nullable(),
  /** Where its settings let it listen beside loopback; `host` is `*` for every address, `port` 0 whichever was free. */
  mayListen: z.array(z.strictObject({ host: z.string(), port: z.int() })),
  rooms: z.array(
    z.strictObject({
      room: z.string(),
      isOnline: z.boolean(),
      adapter: z.enum(["starting", "on", "off", "missing", "unauthorized"]).nullable(),
      isSimulated: z.boolean(),
      toys: z.int(),
      connected: z.int(),
      /** When any toy was heard last, Unix ms. */
      heardAt: z.number().nullable(),
    }),
  ),
  /** By a name of its own in the house; `null` where that is off. PEM texts. */
  home: z
    .strictObject({
      name: z.string(),
      port: z.int(),
      isListening: z.boolean(),
      authority: z.string().nullable(),
      certificate: z.string().nullable(),
    })
    .nullable(),
  relay: relayStatus.shape.relay,
  /** Shown to who comes by the relay. */
  awayCertificate: z.string().nullable(),
  push: z.strictObject({ publicKey: z.string(), subscriptions: z.int() }),
  backup: z.strictObject({
    folder: z.string().nullable(),
    lastAt: z.number().nullable(),
    failing: z.strictObject({ code: z.string(), since: z.number() }).nullable(),
    /** The hub that keeps them as well. */
    keeper: keepersView.shape.own,
  }),
  /** Where the broker for the house's automation listens. */
  smartHome: z.array(z.string()),
});
export type HubFacts = z.output<typeof hubFacts>;

const seen = { id: z.enum(CHECKS), verdict: z.enum(VERDICTS) } as const;

/** `GET /house-check`: what was found when the house was looked at last, by the hub or by somebody at the machine for it. */
export const houseCheckView = z.strictObject({
  /** When the hub looked itself; `null`: not yet. */
  lookedAt: z.iso.datetime().nullable(),
  checks: z.array(z.strictObject({ ...seen, at: z.iso.datetime() })),
});
export type HouseCheckView = z.output<typeof houseCheckView>;

/** `POST /house-check`, over the command line's socket: what `pawpost doctor --tell` saw. */
export const houseCheckTold = z.strictObject({
  checks: z.array(z.strictObject(seen)).max(CHECKS.length),
});
export const MAX_TOLD_BYTES = 4_096;

const checkReport = z.strictObject({
  id: z.enum(CHECKS),
  title: z.string(),
  verdict: z.enum(VERDICTS),
  /** What was found. */
  says: z.string(),
  /** Why it matters. */
  why: z.string(),
  /** What to do about it, where there is something. */
  next: z.string().nullable(),
  /** What `--fix` mended. */
  mended: z.array(z.string()),
  milliseconds: z.int(),
});
export type CheckReport = z.output<typeof checkReport>;

/** `pawpost doctor --json`. A field is never taken away or given another meaning while `version` is 1. */
export const doctorReport = z.strictObject({
  version: z.literal(1),
  at: z.iso.datetime(),
  program: z.string(),
  hubRuns: z.boolean(),
  /** The worst of all; what could not be looked at counts for nothing. */
  verdict: z.enum(["ok", "warn", "fail"]),
  checks: z.array(checkReport),
});
export type DoctorReport = z.output<typeof doctorReport>;
