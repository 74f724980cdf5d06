import type { OutsideView, Sight } from "../../contract/outside-view.ts";
import { seconds } from "../../domain/duration.ts";
import { RelayRefused } from "../../ports/relay.ts";
import { type Check, cannotTell, type Finding, fail, ok, withoutHub } from "../check.ts";

const FAMILIES = [
  ["ipv4", "IPv4"],
  ["ipv6", "IPv6"],
] as const;

/**
 * Whether the house answers to the Internet at the ports of Pawpost. Only somebody out there can see that, and the relay, if there is one, is there: it
 * knocks at the address that link comes to it from. By IPv4 that is the router's, by IPv6 this machine's own.
 */
export const exposureCheck: Check = {
  id: "exposure",
  title: "From the Internet",
  why: "What the Internet reaches is found within a day: the toy maker’s database was. Pawpost opens nothing to it, and who is away comes by the relay.",
  within: seconds(25),
  async run(context) {
    const { hub } = context;
    if (hub === undefined) return withoutHub(context);
    const nobody = cannotTell(
      "It cannot be looked at from outside: this hub is at no relay, and nobody else looks.",
      "Join a relay (docs/away-from-home.md). Or with a phone that is not in the house’s Wi-Fi open the router’s Internet address, with :8080 and :8443 behind it too: nothing may answer.",
    );
    if (hub.relay === null) return nobody;
    const view = await context.outside().catch((error: unknown) => {
      // The hub's own refusals, and the same as its command line tells them.
      const code = String((error as { code?: unknown }).code);
      if (error instanceof RelayRefused || code.startsWith("relay.")) return "nobody-asks" as const;
      throw error;
    });
    if (view === "nobody-asks")
      return cannotTell(
        "The relay is not reached, so nobody looks from outside.",
        "“The way in from outside” says why.",
      );
    return view === undefined ? nobody : findingOf(view);
  },
};

function findingOf(view: OutsideView): Finding {
  const says = FAMILIES.map(([family, name]) => sentence(name, view[family])).join(" ");
  const open = (sight: Sight) => (sight.as === "seen" ? sight.open : []);
  const [four, six] = [open(view.ipv4), open(view.ipv6)];
  if (four.length + six.length > 0)
    return fail(
      says,
      [
        four.length > 0 &&
          `In the router take out what forwards port ${list(four)} to this machine (“port forwarding”, “UPnP”): Pawpost needs none of it. Where the router itself or another machine is meant to answer there, that is yours to judge.`,
        six.length > 0 &&
          `In the router close port ${list(six)} to this machine by IPv6 (“IPv6 firewall”, “pinholes”), and look at “The firewall” here.`,
      ]
        .filter((next) => next !== false)
        .join(" "),
    );
  const isLookedAt = FAMILIES.some(([family]) => {
    const sight = view[family];
    return sight.as === "seen" && sight.knocked.length > 0;
  });
  if (isLookedAt) return ok(says);
  return cannotTell(says, "Try again in an hour; if it stays so, ask who runs the relay.");
}

function sentence(family: string, sight: Sight): string {
  if (sight.as === "unseen")
    return {
      silent: `By ${family} the relay is not reached, or it does not look.`,
      "too-often": `By ${family} the relay was asked too often.`,
      refused: `By ${family} the relay does not look.`,
    }[sight.why];
  const { address, knocked, open } = sight;
  if (knocked.length === 0)
    return `By ${family} the relay sees ${address}, which the Internet does not: it is no outside.`;
  return open.length === 0
    ? `By ${family} the relay sees ${address}; nothing answers there at ${list(knocked)}.`
    : `By ${family} the relay sees ${address}, and port ${list(open)} answers there.`;
}

const list = (ports: readonly number[]): string =>
  ports.length < 2 ? ports.join("") : `${ports.slice(0, -1).join(", ")} and ${ports.at(-1)}`;
