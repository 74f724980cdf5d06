/** A hub's real parts and the real bridge, in one process and on one clock that stands until it is told to go on. By hand are only the wires between them, and the toy. */
import { BridgeError } from "../../ble/bridge/errors.ts";
import type { openBridge } from "../../ble/bridge/open-bridge.ts";
import type { ToyView } from "../../hub/contract/api.ts";
import { type Duration, minutes, ms } from "../../hub/domain/duration.ts";
import { startTimes } from "../../hub/use-cases/keep-times.ts";
import { type BridgeRig, makeBridgeRig } from "./bridge-rig.ts";
import type { Guardian } from "./guardian.ts";
import { type HubRig, type HubRigOptions, makeHubRig } from "./hub-rig.ts";
import { makeManualClock } from "./manual-clock.ts";
import { ROOM } from "./played-toys.ts";

export interface HubAndBridge extends AsyncDisposable {
  readonly hub: HubRig;
  readonly bridge: BridgeRig;
  readonly guardian: Guardian;
  /** Claimed by its paw, and held. */
  readonly toy: ToyView;
  settle(): Promise<void>;
  /** Lets `wait` pass, a minute at a time: the hub looks at each. */
  live(wait: Duration): Promise<void>;
}

/** Take the place of what the two are made of: a patched copy's own. */
interface Parts {
  readonly hub?: HubRigOptions["parts"];
  readonly startTimes?: typeof startTimes;
  readonly openBridge?: typeof openBridge;
}

export async function joinHubAndBridge(
  parts: Parts = {},
  check?: HubRigOptions["check"],
): Promise<HubAndBridge> {
  await using opening = new AsyncDisposableStack();
  const clock = makeManualClock();
  const hub = opening.use(
    await makeHubRig({
      clock,
      ...(parts.hub === undefined ? {} : { parts: parts.hub }),
      ...(check === undefined ? {} : { check }),
    }),
  );
  const { toys, tickets } = hub;
  const bridge = opening.use(
    await makeBridgeRig({
      clock,
      ...(parts.openBridge === undefined ? {} : { openBridge: parts.openBridge }),
      hub: {
        clock,
        clips: {
          async fetch(ticket) {
            const use = tickets.redeem(ticket, ROOM, "download");
            if (use?.kind !== "download") throw new BridgeError("bridge.clip-unavailable", "no such ticket");
            const clip = await use.load();
            if (clip === undefined) throw new BridgeError("bridge.clip-unavailable", "no such clip");
            return Uint8Array.from(clip);
          },
          hand: () => Promise.reject(new BridgeError("bridge.clip-unavailable", "nothing is recorded here")),
        },
        openLine(heard) {
          toys.onSent = (command) => heard.onCommand(command);
          return {
            isConnected: true,
            connected: Promise.resolve(),
            tell: (event) => toys.says(event),
            setState: (state) => toys.saysState(state),
            setToys: (list) => toys.saysList(list),
            [Symbol.asyncDispose]: async () => undefined,
          };
        },
      },
    }),
  );
  const settle = async () => {
    for (let turns = 0; turns < 3; turns += 1) {
      await hub.settle();
      await bridge.settle();
    }
  };
  opening.use((parts.startTimes ?? startTimes)(hub.house));
  const guardian = await hub.claim();
  await guardian.client.call("POST", "/toys/search");
  await settle();
  bridge.advert();
  await clock.advance(ms(300));
  await settle();
  const [candidate] = (await guardian.state()).candidates;
  const json = { toyName: "Bear", childName: "The child" };
  await guardian.client.call("POST", `/toys/${candidate?.id}/claim`, { json });
  await settle();
  bridge.advert();
  await settle();
  const [toy] = (await guardian.state()).toys;
  if (toy?.connected !== true) throw new Error("the toy is not held");
  const opened = opening.move();
  return {
    hub,
    bridge,
    guardian,
    toy,
    settle,
    async live(wait) {
      for (let left: number = wait; left > 0; left -= minutes(1)) {
        await clock.advance(ms(Math.min(left, minutes(1))));
        await settle();
      }
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
