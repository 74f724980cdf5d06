import { type Check, fail, ok, warn, withoutHub } from "../check.ts";

/** What to do about a line that is down, by why it is. */
const DOWN = {
  silent: [
    "Nobody answers at the relay.",
    "Is the Internet there? If it is, ask who runs the relay. At home everything goes on.",
  ],
  "wrong-relay": [
    "Somebody else answers where the relay is to be.",
    "Ask who runs the relay before you join it again: docs/away-from-home.md",
  ],
  revoked: [
    "Whoever runs the relay has taken this hub off it.",
    "Ask for a new invitation, then: pawpost link join",
  ],
  refused: ["The relay does not let this hub in.", "Ask who runs it; pawpost link status says more."],
} as const;

export const relayCheck: Check = {
  id: "relay",
  title: "The way in from outside",
  why: "Without it nobody who is not at home can send or hear anything.",
  async run(context) {
    const { hub } = context;
    if (hub === undefined) return withoutHub(context);
    const { relay } = hub;
    if (relay === null) return ok("Joined to no relay: it is reached at home alone.");
    switch (relay.line.state) {
      case "up": {
        const { milliseconds } = relay.line;
        return ok(`${relay.zone} is reached${milliseconds === null ? "" : `, in ${milliseconds} ms`}.`);
      }
      case "starting":
        return warn(
          "The process that dials out does not run.",
          context.isInstalled ? "systemctl status pawpost-link" : "Look at the window of scripts/start.",
        );
      case "connecting":
        return warn(`${relay.zone} is being dialled.`, "Look again in a minute.");
      case "down": {
        const [says, next] = DOWN[relay.line.why];
        return fail(says, next);
      }
    }
  },
};
