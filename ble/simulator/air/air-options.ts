/** How this air behaves. All of it may be changed while it runs, through `air.conditions`. */
export interface AirConditions {
  /** Connection interval of every link; `undefined`: what the hosts agree on by HCI (the longest the central allows). */
  intervalMs: number | undefined;
  /** Exchanges (one packet each way) that one connection event can hold, airtime permitting. */
  packetsPerEvent: number;
  /** 0-1: chance that an exchange is lost. It closes the event, and the packets go again in the next. */
  packetLoss: number;
  /** 0-1: chance that a scanner or initiator misses one advertising packet. */
  advertLoss: number;
}

/** Fixed when the air is opened. */
export interface ChipOptions {
  /**
   * Radio time of one exchange on either adapter, 27 bytes one way and an empty packet back: 41 bytes with MIC at 1 Mbit/s,
   * 10 bytes, and two inter-frame spaces of 150 us make 0.708 ms. Bluetooth Core 5.4 Vol 6 Part B 2.1, 4.1.1.
   */
  readonly exchangeMs: number;
  /** Payload of a link-layer data packet: 27 without Data Length Extension. Vol 6 Part B 2.4. */
  readonly payloadBytes: number;
  /** ACL buffers that LE Read Buffer Size reports. */
  readonly aclBufferBytes: number;
  readonly aclBufferCount: number;
  /** Old dual-mode chips report no LE buffers of their own; hosts must then ask Read Buffer Size. Part E 7.8.2. */
  readonly hasSharedBuffers: boolean;
}

export const DEFAULT_CONDITIONS: AirConditions = {
  intervalMs: undefined,
  packetsPerEvent: 4,
  packetLoss: 0,
  advertLoss: 0,
};

export const DEFAULT_CHIP: ChipOptions = {
  exchangeMs: 0.71,
  payloadBytes: 27,
  aclBufferBytes: 251,
  aclBufferCount: 8,
  hasSharedBuffers: false,
};
