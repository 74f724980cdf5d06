import { describe } from "vitest";
import { radioContract } from "../../test/contracts/radio.contract.ts";
import { openRadioRig } from "../../test/support/radio-rig.ts";
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
          index: 0,
          clock,
          logger,
          isListed: () => true,
          newSocket: () => new VirtualHciSocket(hub.transport),
        }),
    }),
  ));
