import { expect, test } from "vitest";
import { VirtualHciSocket } from "./hci-socket.ts";
import { type HciTransport, HostGroup } from "./hci-transport.ts";

/** A transport whose controller the test plays. */
function openDesk() {
  const hosts = new HostGroup();
  const [written, managed]: [string[], string[]] = [[], []];
  const transport: HciTransport = {
    isUp: true,
    attach: (host) => hosts.attach(host),
    detach: (host) => hosts.detach(host),
    write: (from, packet) => {
      written.push(packet.toString("hex"));
      hosts.overhear(from, packet);
    },
    manage: (packet) => managed.push(packet.toString("hex")),
    onPower: () => () => undefined,
  };
  return { transport, written, managed, deliver: (text: string) => hosts.deliver(Buffer.from(text, "hex")) };
}

/** What noble sets: commands, ACL data and events; of those six codes, LE Meta among them. */
const NOBLE_FILTER = Buffer.from("16000000 20c1080000000040 0000 0000".replaceAll(" ", ""), "hex");

function listen(
  transport: HciTransport,
  filter: Buffer | undefined,
): { socket: VirtualHciSocket; heard: string[] } {
  const socket = new VirtualHciSocket(transport);
  const heard: string[] = [];
  socket.on("data", (packet: Buffer) => heard.push(packet.toString("hex")));
  expect(socket.bindRaw(3)).toBe(3);
  socket.start();
  if (filter !== undefined) socket.setFilter(filter);
  return { socket, heard };
}

test("a raw socket hears what its filter lets through; a vendor event it does not", () => {
  const { transport, deliver } = openDesk();
  const { heard } = listen(transport, NOBLE_FILTER);
  for (const packet of ["040e0401030c00", "04ff03010203", "0240200100aa", "0300000100", "043e00", "041000"])
    deliver(packet);
  expect(heard).toEqual(["040e0401030c00", "0240200100aa", "043e00"]);
});

test("a raw socket hears nothing before it has set a filter, and keeps the one it has when given a short one", () => {
  const { transport, deliver } = openDesk();
  const { socket, heard } = listen(transport, undefined);
  deliver("040e0401030c00");
  expect(heard).toEqual([]);
  socket.setFilter(NOBLE_FILTER);
  socket.setFilter(Buffer.alloc(3));
  deliver("040e0401030c00");
  expect(heard).toEqual(["040e0401030c00"]);
});

test("raw sockets of one adapter hear each other's commands and not their own; a user socket hears none", () => {
  const { transport, written } = openDesk();
  const [first, second] = [listen(transport, NOBLE_FILTER), listen(transport, NOBLE_FILTER)];
  const user = new VirtualHciSocket(transport);
  const heardByUser: Buffer[] = [];
  user.on("data", (packet: Buffer) => heardByUser.push(packet));
  user.bindUser();
  user.start();
  first.socket.write(Buffer.from("01030c00", "hex"));
  expect([first.heard, second.heard, heardByUser, written]).toEqual([[], ["01030c00"], [], ["01030c00"]]);
});

test("a user socket hears everything from the controller", () => {
  const { transport, deliver } = openDesk();
  const socket = new VirtualHciSocket(transport);
  const heard: string[] = [];
  socket.on("data", (packet: Buffer) => heard.push(packet.toString("hex")));
  socket.bindUser();
  socket.start();
  deliver("04ff00");
  expect(heard).toEqual(["04ff00"]);
});

test("a control socket talks to the management channel and hears nothing", () => {
  const { transport, managed, written, deliver } = openDesk();
  const socket = new VirtualHciSocket(transport);
  socket.on("data", () => expect.unreachable());
  socket.bindControl();
  socket.start();
  socket.write(Buffer.from("1300000002000000", "hex"));
  deliver("040e0401030c00");
  expect([managed, written]).toEqual([["1300000002000000"], []]);
});

test("a stopped socket neither writes nor hears", () => {
  const { transport, written, deliver } = openDesk();
  const { socket, heard } = listen(transport, NOBLE_FILTER);
  socket.stop();
  socket.reset();
  deliver("040e0401030c00");
  expect([heard, written]).toEqual([[], []]);
});

test("reset is HCI_Reset, and the one device says whether it has power", () => {
  const { transport, written } = openDesk();
  const { socket } = listen(transport, NOBLE_FILTER);
  socket.reset();
  expect(written).toEqual(["01030c00"]);
  expect(socket.isDevUp()).toBe(true);
  expect(socket.getDeviceList()).toMatchObject([{ devId: 0, devUp: true }]);
});

test("a stack may reuse the buffer it wrote", () => {
  const { transport } = openDesk();
  const { socket } = listen(transport, NOBLE_FILTER);
  const kept: Buffer[] = [];
  transport.write = (_from, packet) => kept.push(packet);
  const packet = Buffer.from("01030c00", "hex");
  socket.write(packet);
  packet.fill(0);
  expect(kept[0]?.toString("hex")).toBe("01030c00");
});
