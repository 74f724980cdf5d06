/** How soon a toy that was out of reach is held again, and looked at: real noble, real bleno and the real bridge on stepped air. */

import { openBridge } from "../../../ble/bridge/open-bridge.ts";
import { COMMANDS, decodeCommand, encodeCommand } from "../../../ble/radio/hci/commands.ts";
import { H4 } from "../../../ble/radio/hci/h4-parser.ts";
import type { HciTransport } from "../../../ble/radio/hci/hci-transport.ts";
import { openNobleRadio } from "../../../ble/radio/noble-radio.ts";
import { seededRandom } from "../../../ble/simulator/air/seeded-random.ts";
import { cloudPetsDriver } from "../../../ble/toys/cloudpets/cloudpets-driver.ts";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { openGuardRig } from "../../support/guard-rig.ts";
import { tamperWith } from "../../support/tampered-transport.ts";
import type { MeasuredAir } from "../delivery-rounds.ts";

/** Ends every link of ours. */
const SHORTEST_FADE_MS = 1_500;
const LONGEST_FADE_MS = 20_000;

export interface MeasuredReconnects {
  /** From the first advert that the hub heard to the end of the look, ms of the air's clock. */
  readonly looked: readonly number[];
  /** The same to the connection. */
  readonly linked: readonly number[];
  /** Told of, though there was nobody. */
  readonly told: number;
}

/** A link is made as Linux makes it, whatever it is asked for, and is changed to what is asked for then. */
export const AS_LINUX_CONNECTS = "as Linux connects";

export async function measureReconnects(
  rounds: number,
  air: MeasuredAir | typeof AS_LINUX_CONNECTS,
): Promise<MeasuredReconnects> {
  const isByLinux = air === AS_LINUX_CONNECTS;
  // Every twentieth advert is missed.
  await using rig = await openGuardRig({
    toys: [{ drain: "demo" }],
    air: { ...(isByLinux ? { intervalMs: undefined } : air), advertLoss: 0.05 },
    ...(isByLinux
      ? {
          parts: {
            openBridge,
            cloudPetsDriver,
            openNobleRadio: (options) =>
              openNobleRadio({ ...options, transport: connectingAsLinux(options.transport) }),
          },
        }
      : {}),
  });
  const { clock, toy, hub } = rig;
  await rig.deliver("what lies on it");
  const random = seededRandom(1, "fades");
  let heardAt: number | undefined;
  let linkedAt: number | undefined;
  using _listening = stopping(
    rig.air.listen((entry) => {
      if (entry.kind === "advert" && entry.from === toy.address && entry.heardBy.includes(hub.address))
        heardAt ??= entry.atMs;
    }),
    toy.listen((event) => {
      if (event.kind === "link" && event.isUp) linkedAt ??= clock.monotonic();
    }),
  );
  const looked: number[] = [];
  const linked: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await clock.sleep(seconds(15 + 10 * random()));
    heardAt = undefined;
    linkedAt = undefined;
    const look = rig.untilLooked();
    await fade(SHORTEST_FADE_MS + random() * (LONGEST_FADE_MS - SHORTEST_FADE_MS));
    await look;
    if (heardAt === undefined || linkedAt === undefined) throw new Error("held, and never heard");
    looked.push(clock.monotonic() - heardAt);
    linked.push(linkedAt - heardAt);
  }
  return { looked, linked, told: rig.gaps.length };

  async function fade(milliseconds: number): Promise<void> {
    rig.air.range.fadeFor(milliseconds, toy.address);
    await clock.sleep(ms(milliseconds));
  }
}

/** `net/bluetooth/hci_core.c`: le_conn_min_interval 24, le_conn_max_interval 40, of 1.25 ms; a controller may take the longest. */
const LINUX_INTERVALS = [24, 40] as const;
const AT = 13;

function connectingAsLinux(inner: HciTransport): HciTransport {
  const transport = tamperWith(inner);
  transport.toController = (packet) => {
    if (packet[0] !== H4.command) return packet;
    const { opcode, params } = decodeCommand(packet);
    if (opcode !== COMMANDS.leCreateConnection.opcode) return packet;
    const own = Buffer.from(params);
    for (const [n, interval] of LINUX_INTERVALS.entries()) own.writeUInt16LE(interval, AT + 2 * n);
    return encodeCommand({ opcode, params: own });
  };
  return transport;
}

const stopping = (...stops: readonly (() => void)[]): Disposable => ({
  [Symbol.dispose]: () => {
    for (const stop of stops) stop();
  },
});
