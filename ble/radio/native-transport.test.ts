import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { startRigToy, TOY } from "../../test/support/gatt-rig.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { CONNECT, PATIENT } from "../../test/support/radio-rig.ts";
import { type Air, openAir } from "../simulator/air/air.ts";
import type { AirClock } from "../simulator/air/air-clock.ts";
import type { VirtualController } from "../simulator/air/controller.ts";
import { openSteppedClock } from "../simulator/air/stepped-clock.ts";
import { VirtualHciSocket } from "./hci/hci-socket.ts";
import { type NativeSocket, openNativeTransport } from "./native-transport.ts";
import { openNobleRadio } from "./noble-radio.ts";
import type { StackRadio } from "./stack-radio.ts";

let parts: AsyncDisposableStack;
let clock: AirClock;
let air: Air;
let hub: VirtualController;
let isListed: boolean;
let sockets: NativeSocket[];
const log = makeRecordingLog();

beforeEach(() => {
  parts = new AsyncDisposableStack();
  clock = parts.use(openSteppedClock());
  air = parts.use(openAir({ clock }));
  hub = air.addController("c0:00:00:00:00:01");
  isListed = true;
  sockets = [];
});
afterEach(() => parts.disposeAsync());

/** A radio over an adapter whose kernel socket is one of the air's. */
function openRadio(newSocket: () => NativeSocket = () => new VirtualHciSocket(hub.transport)): StackRadio {
  const transport = parts.use(
    openNativeTransport({
      adapter: 0,
      clock,
      logger: log,
      isListed: () => isListed,
      newSocket: () => {
        const socket = newSocket();
        sockets.push(socket);
        return socket;
      },
    }),
  );
  return parts.use(openNobleRadio({ transport, clock, logger: log, random: () => 0.5 }));
}

test("an adapter that is plugged in later is found, and one that is pulled is told and found again", async () => {
  await startRigToy(air, TOY, parts.use(new DisposableStack()));
  isListed = false;
  const radio = openRadio();
  expect(radio.state).toBe("missing");
  await expect(radio.ready({ within: seconds(3) })).rejects.toMatchObject({
    code: "radio.unavailable",
    message: "no Bluetooth adapter is on: this machine has no adapter hci0",
  });
  expect(sockets).toEqual([]); // the add-on is not touched where the kernel lists nothing
  isListed = true;
  await radio.ready(PATIENT);
  const link = await radio.connect(TOY, CONNECT);
  isListed = false;
  hub.power(false);
  expect(await link.ended).toEqual({ reason: undefined, cause: "adapter" });
  expect(radio.state).toBe("missing");
  hub.power(true);
  isListed = true;
  await radio.ready(PATIENT);
  await clock.sleep(seconds(2));
  await using again = await radio.connect(TOY, CONNECT);
  expect(again.address).toBe(TOY);
});

test("an adapter that is down is waited for, without opening it again and again", async () => {
  hub.power(false);
  const radio = openRadio();
  expect(radio.state).toBe("off");
  await clock.sleep(seconds(60));
  expect(radio.state).toBe("off");
  expect(sockets.length).toBe(1);
  hub.power(true);
  await radio.ready(PATIENT);
});

test("a process that may not write to the adapter says so, and works once it may", async () => {
  let isAllowed = false;
  const radio = openRadio(() => {
    class Guarded extends VirtualHciSocket {
      override write(packet: Buffer): void {
        if (isAllowed) super.write(packet);
        else this.emit("error", Object.assign(new Error("Operation not permitted"), { code: "EPERM" }));
      }
    }
    return new Guarded(hub.transport);
  });
  expect(radio.state).toBe("unauthorized");
  await expect(radio.ready({ within: ms(100) })).rejects.toMatchObject({
    code: "radio.unavailable",
    message: "no Bluetooth adapter is on: Operation not permitted",
  });
  isAllowed = true;
  await radio.ready(PATIENT);
});

test("an adapter that cannot be bound is tried again at ever longer intervals", async () => {
  let isFaulty = true;
  const radio = openRadio(() => {
    if (isFaulty)
      throw Object.assign(new Error("EAFNOSUPPORT, Address family not supported"), { code: "EAFNOSUPPORT" });
    return new VirtualHciSocket(hub.transport);
  });
  expect(radio.state).toBe("missing");
  await expect(radio.ready({ within: seconds(5) })).rejects.toMatchObject({
    message: "no Bluetooth adapter is on: EAFNOSUPPORT, Address family not supported",
  });
  isFaulty = false;
  await radio.ready(PATIENT);
});

describe("an adapter that is known by its address", () => {
  const ADDRESS = "c0:00:00:00:00:07";
  /** What the kernel lists, by its numbers. */
  let plugged: Map<number, VirtualController>;

  function openByAddress(): StackRadio {
    const transport = parts.use(
      openNativeTransport({
        adapter: ADDRESS,
        clock,
        logger: log,
        isListed: (index) => plugged.has(index),
        listed: () => [...plugged.keys()],
        newSocket: () => {
          let socket: VirtualHciSocket | undefined;
          const late = {
            bindRaw(index: number) {
              const controller = plugged.get(index);
              if (controller === undefined) throw new Error("ENODEV, No such device");
              socket = new VirtualHciSocket(controller.transport);
              for (const [event, listener] of listeners) socket.on(event, listener);
              return socket.bindRaw(index);
            },
            setFilter: (filter: Buffer) => socket?.setFilter(filter),
            start: () => socket?.start(),
            stop: () => socket?.stop(),
            isDevUp: () => socket?.isDevUp() ?? false,
            write: (packet: Buffer) => socket?.write(packet),
            on(event: string, listener: (...facts: never[]) => void) {
              if (socket === undefined) listeners.push([event, listener as () => void]);
              else socket.on(event, listener as () => void);
            },
            removeAllListeners: () => socket?.removeAllListeners(),
          };
          const listeners: [string, () => void][] = [];
          return late;
        },
      }),
    );
    return parts.use(openNobleRadio({ transport, clock, logger: log, random: () => 0.5 }));
  }

  test("is found among others, whatever its number, and again where it is plugged in anew", async () => {
    const ours = air.addController(ADDRESS);
    await startRigToy(air, TOY, parts.use(new DisposableStack()));
    plugged = new Map([[0, hub]]);
    const radio = openByAddress();
    await clock.sleep(seconds(5));
    expect(radio.state).toBe("missing");
    plugged.set(1, ours);
    await radio.ready(PATIENT);
    {
      await using link = await radio.connect(TOY, CONNECT);
      expect(link.address).toBe(TOY);
    }
    // Both are pulled, and come back the other way round.
    plugged = new Map();
    ours.power(false);
    await clock.sleep(seconds(3));
    expect(radio.state).toBe("missing");
    ours.power(true);
    plugged = new Map([
      [0, ours],
      [1, hub],
    ]);
    await radio.ready(PATIENT);
    await clock.sleep(seconds(2));
    await using again = await radio.connect(TOY, CONNECT);
    expect(again.address).toBe(TOY);
  });

  test("is waited for while it is off, and its address is in no log", async () => {
    const ours = air.addController(ADDRESS);
    ours.power(false);
    plugged = new Map([[3, ours]]);
    const radio = openByAddress();
    await clock.sleep(seconds(10));
    expect(radio.state).toBe("missing");
    ours.power(true);
    await radio.ready(PATIENT);
    expect(JSON.stringify(log.lines)).not.toContain(ADDRESS);
  });
});
