import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { endsOf, noteRow, readUnanswered } from "./unanswered.ts";

/** As Linux 6.1 printed them. */
const ROWS = {
  "sent again five times":
    "  12: 01004D0A:01BB 02004D0A:C350 01 0009BB10:00000000 01:00000032 00000005     0        0 48213 2 0000000000000000 29 4 0 10 -1",
  "asked three times whether there is room again":
    "  13: 01004D0A:01BB 02004D0A:C351 01 0009BB10:00000000 04:00000032 00000000     0        3 48214 2 0000000000000000 29 4 0 10 -1",
  answered:
    "  14: 01004D0A:01BB 02004D0A:C352 01 0009BB10:00000000 01:00000032 00000000  1000        0 48215 1 0 20 4",
  "of IPv6, sent again sixteen times":
    "   1: 0000000000000000FFFF000001004D0A:01BB B80D0120000000000000000001000000:C353 01 00000010:00000000 01:00000032 00000010     0        0 48216 2 0 29",
  "the heading":
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
};
const socket = (remoteAddress: string, remotePort: number) =>
  ({ localPort: 443, remoteAddress, remotePort }) as Socket;

test.each([
  ["sent again five times", socket("10.77.0.2", 50_000), 5],
  ["asked three times whether there is room again", socket("10.77.0.2", 50_001), 3],
  ["answered", socket("10.77.0.2", 50_002), undefined],
  ["of IPv6, sent again sixteen times", socket("2001:db8::1", 50_003), 16],
  ["the heading", socket("10.77.0.2", 50_000), undefined],
] as const)("%s", (name, of, tries) => {
  const found = new Map<string, number>();
  noteRow(ROWS[name], found);
  expect(found.get(endsOf(of) ?? "")).toBe(tries);
  expect(found.size).toBe(tries === undefined ? 0 : 1);
});

test.each([
  ["::ffff:10.77.0.2", "01BB 0000000000000000FFFF000002004D0A:C350"],
  ["fe80::1%eth0", "01BB 000080FE000000000000000001000000:C350"],
  ["2001:db8:1:2:3:4:5:6", "01BB B80D0120020001000400030006000500:C350"],
])("the ends of a connection with %s", (address, ends) => expect(endsOf(socket(address, 50_000))).toBe(ends));

test("a connection whose other end takes nothing is answered all the same, and one of no network has no ends", async () => {
  const server = createServer((one) => one.pause()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const one = connect(server.address() as { port: number });
  await once(one, "connect");
  one.write(Buffer.alloc(20_000_000));
  const ends = endsOf(one);
  expect(ends).toMatch(/^[0-9A-F]{4} 0100007F:[0-9A-F]{4}$/);
  expect((await readUnanswered()).has(ends ?? "")).toBe(false);
  one.destroy();
  server.close();
  expect(endsOf({} as Socket)).toBeUndefined();
});
