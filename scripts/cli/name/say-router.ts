import type { Router } from "./judge-router.ts";

/** A {@link Router}, and whether the hub answers where a straight way leads to. */
export interface Finding {
  readonly router: Router;
  /** `*.<hub id>.<zone>` */
  readonly names: string;
  /** Of the relay, and so of the hub at home. */
  readonly port: number;
  /** `undefined` where no straight way leads here. */
  readonly isListening: boolean | undefined;
}

export interface Said {
  /** Whether a phone at home opens the hub by its name. */
  readonly works: boolean;
  readonly means: string;
  readonly next: string;
}

const ELSE_RELAY = "It works through the relay all the same, as long as there is Internet.";

/** What it means and what to do next, in words for who has never seen a router's settings twice. */
export function sayRouter({ router, names, port, isListening }: Finding): Said {
  switch (router.case) {
    case "straight":
      return sayStraight(router, names, port, isListening === true);
    case "strips":
      return router.isReached
        ? {
            works: true,
            means:
              "Phones at home go out to the relay and back. The router would keep a shorter way from them: it strips addresses of the house from what it answers (“DNS rebinding protection”).",
            next: `Nothing has to be done: it works, and needs Internet. For the straight way, first put ${names.slice(2)} on the router's list of exceptions to that protection, then follow “Straight at home” in docs/away-from-home.md.`,
          }
        : {
            works: false,
            means:
              "Phones at home find nothing by the hub's name: the router answers for other names of the relay, and for this one with no address. Most often it strips addresses of the house from what it answers (“DNS rebinding protection”).",
            next: `Put ${names.slice(2)} on the router's list of exceptions to that protection; or take back its own answer for ${names}, and phones go through the relay again.`,
          };
    case "relay":
      return {
        works: true,
        means:
          "Phones at home go out to the relay and back. That works and needs nothing, but Internet; sound takes the longer way, closed to everybody on it.",
        next: `Nothing has to be done. ${
          router.mayLead === true
            ? "A straight way is possible here: this router lets such answers through."
            : "Whether this router lets the answer for a straight way through is not known: the relay's zone has no name to try it with."
        } How: “Straight at home” in docs/away-from-home.md.`,
      };
    case "elsewhere":
      return {
        works: false,
        means: `The router leads ${names} to ${list(router.addresses)}, which is neither this machine nor the relay.`,
        next: "Correct the router's answer to this machine's address, and have the router give this machine the same one always; or take the answer back, and phones go through the relay again.",
      };
    case "no-internet":
      return {
        works: false,
        means: "Nobody answers when this machine asks for names: there is no Internet, or no name server.",
        next: "Is the router on, and the line? What is recorded now waits on the phone. On this machine itself the page opens by http://localhost as always.",
      };
    case "no-zone":
      return {
        works: false,
        means:
          "Names are answered, but nobody knows the relay's: its zone is gone, or the router answers so while the line is down.",
        next: "Does any other page of the Internet open? Then ask the relay's operator.",
      };
  }
}

function sayStraight(
  { addresses, alsoRelay }: Extract<Router, { case: "straight" }>,
  names: string,
  port: number,
  isListening: boolean,
): Said {
  const leads = `The router leads ${names} straight to this machine (${list(addresses)})`;
  if (!isListening)
    return {
      works: false,
      means: `${leads}, and nobody answers there at port ${port}.`,
      next: `Set https_port: ${port} in the hub's settings (docs/configuration.md), start it again, and let port ${port} of the house's network through this machine's firewall.`,
    };
  return alsoRelay
    ? {
        works: true,
        means: `${leads}, and to the relay as well: a phone takes which it likes.`,
        next: `${ELSE_RELAY} For the straight way alone have the router answer IPv4 and IPv6 (A and AAAA) both: with this machine's address, or with none.`,
      }
    : {
        works: true,
        means: `${leads}, and the hub listens there: nothing leaves the house, with Internet and without.`,
        next: "Nothing has to be done. A phone that asks another name server than the router's (“private DNS”, a VPN) goes through the relay, and that works too.",
      };
}

const list = (all: readonly string[]): string => all.join(", ");
