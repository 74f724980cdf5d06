import { describe, expect, test } from "vitest";
import { ms } from "../../hub/domain/duration.ts";
import { radioContract } from "../../test/contracts/radio.contract.ts";
import { openRadioRig, PATIENT } from "../../test/support/radio-rig.ts";
import { VirtualHciSocket } from "./hci/hci-socket.ts";
import { openNativeTransport } from "./native-transport.ts";

describe("noble, stepped time", () => radioContract(() => openRadioRig()));
describe("noble, real time", () => radioContract(() => openRadioRig({ clock: "real-time" })));
describe("noble over a Unix socket that cuts packets anywhere and strews strangers between them", () =>
  radioContract(() => openRadioRig({ clock: "real-time", unixSocket: "strewn" })));
describe("noble on an adapter of this machine, as far as its socket", () =>
  radioContract(() =>
    openRadioRig({
      transport: (hub, { clock, log: logger }) =>
        openNativeTransport({
          adapter: 0,
          clock,
          logger,
          isListed: () => true,
          newSocket: () => new VirtualHciSocket(hub.transport),
        }),
    }),
  ));

test.each(["byte-by-byte", "glued"] as const)(
  "bytes that come %s make the same packets",
  async (unixSocket) => {
    await using rig = await openRadioRig({ clock: "real-time", unixSocket });
    await using link = await rig.connect();
    const { inbox, outbox, about } = await rig.open(link);
    const heard: string[] = [];
    await outbox.subscribe((value) => heard.push(Buffer.from(value).toString("hex")), PATIENT);
    for (let index = 0; index < 20; index += 1) {
      inbox.writeCommand(Buffer.alloc(20, index));
      rig.toy.notify(Buffer.alloc(16, index));
    }
    await about.read(PATIENT);
    for (let waited = 0; heard.length < 20 || rig.toy.received.length < 20; waited += 1) {
      expect(waited).toBeLessThan(400);
      await rig.clock.sleep(ms(10));
    }
    expect(heard).toEqual(Array.from({ length: 20 }, (_, index) => Buffer.alloc(16, index).toString("hex")));
    expect(rig.toy.received).toEqual(Array.from({ length: 20 }, (_, index) => Buffer.alloc(20, index)));
  },
);
