const text = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, bytes.length]), bytes]);

/** CONNECT as a room's process sends it, with two seconds of keep-alive; where the key says who it is, the password is none. MQTT 3.1.1, 3.1. */
export function connectPacket(room: string, password = "x"): Buffer {
  const name = text(Buffer.from(`ble-${room}`));
  const head = Buffer.concat([text(Buffer.from("MQTT")), Buffer.from([4, 0xc2, 0, 2])]);
  const body = Buffer.concat([head, name, name, text(Buffer.from(password))]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
}
