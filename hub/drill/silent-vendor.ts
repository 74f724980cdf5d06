/**
 * A vendor that falls silent and sells its name, as that one did. What a family does at home is done with no line out: the page, the broker, the disk, a sound that is checked and one
 * that is sealed. The page may load nothing from elsewhere, and the hub itself may speak with nobody outside the house. Where link goes is what the household's settings name: that is listed.
 */
import { isInside } from "../../relay/wire/is-inside.ts";
import type { OwnSockets } from "./own-sockets.ts";
import type { AskAsStranger } from "./stranger.ts";
import type { Trial } from "./trial.ts";

const WORK_WITHIN_MS = 10_000;
/** What a directive may name and still load nothing from elsewhere. */
const OWN = /^(?:'self'|'none'|'wasm-unsafe-eval'|'script'|blob:|pawpost)$/;
/** What makes a browser fetch something. */
const LOADS = /<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?\/\//i;

interface SilentVendorParts {
  readonly ask: AskAsStranger;
  readonly sockets: () => Promise<OwnSockets>;
  /** What a family does at home, by name; each rejects where it does not work. */
  readonly atHome: Readonly<Record<string, () => Promise<unknown>>>;
  /** Hosts outside the house that the household's settings lead to. */
  readonly outside: () => readonly string[];
}

export const silentVendor = ({
  ask,
  sockets,
  atHome,
  outside,
}: SilentVendorParts): Trial<"silent-vendor"> => ({
  step: "silent-vendor",
  async attempt(signal) {
    const { body, headers } = await ask({ path: "/" }, signal);
    const policy = String(headers["content-security-policy"] ?? "");
    const strange = policy
      .split(";")
      .flatMap((directive) => directive.trim().split(/\s+/).slice(1))
      .filter((source) => !OWN.test(source));
    if (!policy.startsWith("default-src 'none'") || strange.length > 0 || LOADS.test(body.toString()))
      return { seen: "loads-elsewhere", count: Math.max(1, strange.length), detail: strange };
    const { peers } = await sockets();
    const away = peers.filter((peer) => !isInside(peer));
    if (away.length > 0) return { seen: "dials-out", count: away.length, detail: away };
    const hanging: string[] = [];
    for (const [name, work] of Object.entries(atHome)) {
      const late = Promise.withResolvers<never>();
      const patience = setTimeout(() => late.reject(new Error("late")), WORK_WITHIN_MS);
      await Promise.race([work(), late.promise])
        .catch(() => hanging.push(name))
        .finally(() => clearTimeout(patience));
    }
    if (hanging.length > 0) return { seen: "hangs", count: hanging.length, detail: hanging };
    const hosts = [...new Set(outside())];
    return { seen: "alone", count: hosts.length, detail: hosts };
  },
});
