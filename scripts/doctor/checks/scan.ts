import type { HciAddress } from "../../../ble/radio/hci/hci-address.ts";
import { seconds } from "../../../hub/domain/duration.ts";
import { type Check, cannotTell, fail, ok, warn } from "../../../hub/house-check/check.ts";
import { sayAge } from "../../../hub/house-check/say-age.ts";
import type { Clock } from "../../../hub/ports/clock.ts";
import type { Logger } from "../../../hub/ports/logger.ts";
import type { DoctorContext } from "../doctor-context.ts";

const LISTENS_FOR = seconds(15);
const STARTS_WITHIN = seconds(10);
const LATELY = seconds(60);

/** Whether anything is heard. The radio's process is asked where it runs, since it has the adapter; else this one listens itself. */
export const scanCheck: Check<DoctorContext> = {
  id: "scan",
  title: "Whether toys are heard",
  why: "An adapter that hears nothing delivers nothing: its antenna, its place or its driver may be to blame.",
  within: seconds(30),
  run: (context, signal) => (context.hub === undefined ? listen(context, signal) : ask(context)),
};

async function ask({ hub, clock }: DoctorContext) {
  const rooms = hub?.rooms.filter(({ isOnline }) => isOnline) ?? [];
  if (rooms.length === 0)
    return fail("No radio is connected to the hub.", "pawpost doctor says under “Its processes” why.");
  const toys = rooms.reduce((sum, room) => sum + room.toys, 0);
  const connected = rooms.reduce((sum, room) => sum + room.connected, 0);
  if (toys === 0) return cannotTell("The family has no toy yet.", "Add one in the page, under Toys.");
  if (connected > 0) return ok(`${connected} of ${toys} toys held just now.`);
  const heardAt = Math.max(...rooms.map((room) => room.heardAt ?? 0));
  const age = clock.now() - heardAt;
  if (heardAt > 0 && age < LATELY) return ok(`A toy was heard ${sayAge(age)} ago.`);
  return warn(
    heardAt === 0 ? "No toy was heard since the radio began." : `No toy was heard for ${sayAge(age)}.`,
    "Switch a toy on, and bring it into the room where the adapter is. Still nothing? docs/hardware-checklist.md",
  );
}

async function listen({ env, clock }: DoctorContext, signal: AbortSignal) {
  const { parseHciAddress } = await import("../../../ble/radio/hci/hci-address.ts");
  const address = parseHciAddress(env.PAWPOST_HCI ?? "hci0");
  if (address === undefined)
    return fail(`PAWPOST_HCI names no adapter: ${env.PAWPOST_HCI}.`, "Write hci0, or unix:/path/to/socket.");
  const { openLog } = await import("../../../hub/log/open-log.ts");
  const { RadioError } = await import("../../../ble/radio/errors.ts");
  const { openNobleRadio } = await import("../../../ble/radio/noble-radio.ts");
  const logger = openLog({ process: "doctor", level: "error" });
  try {
    using transport = await openTransport(address, { clock, logger });
    await using radio = openNobleRadio({ transport, clock, logger, random: Math.random });
    await radio.ready({ within: STARTS_WITHIN, signal });
    const { promise: heard, resolve } = Promise.withResolvers<true>();
    await using _scan = await radio.scan(() => resolve(true), { within: STARTS_WITHIN, signal });
    const something = await Promise.race([heard, clock.sleep(LISTENS_FOR, signal)]);
    return something === true
      ? ok("Something is heard by Bluetooth.")
      : warn(
          `Nothing was heard by Bluetooth for ${LISTENS_FOR / 1_000} s.`,
          "Switch a toy on, and bring it near. Still nothing? docs/hardware-checklist.md",
        );
  } catch (error) {
    if (!(error instanceof RadioError)) throw error;
    return cannotTell(
      `There is no adapter that could be asked (${error.message}).`,
      "Look at “The Bluetooth adapter”.",
    );
  }
}

async function openTransport(address: HciAddress, parts: { readonly clock: Clock; readonly logger: Logger }) {
  if (address.kind === "unix") {
    const { openUnixTransport } = await import("../../../ble/radio/hci/unix-transport.ts");
    return openUnixTransport({ path: address.path });
  }
  const { openNativeTransport } = await import("../../../ble/radio/native-transport.ts");
  return openNativeTransport({
    adapter: address.kind === "adapter" ? address.index : address.address,
    ...parts,
  });
}
