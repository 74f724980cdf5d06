/** Controller error codes that the virtual air gives. Bluetooth Core 5.4 Vol 1 Part F 1.3. */
export const STATUS = {
  success: 0x00,
  unknownCommand: 0x01,
  unknownConnection: 0x02,
  authenticationFailure: 0x05,
  keyMissing: 0x06,
  supervisionTimeout: 0x08,
  alreadyConnected: 0x0b,
  commandDisallowed: 0x0c,
  unsupported: 0x11,
  invalidParameters: 0x12,
  endedByPeer: 0x13,
  endedByHost: 0x16,
  micFailure: 0x3d,
  notEstablished: 0x3e,
} as const;
