/** What the chip does for each HCI command. Sections: `COMMANDS`; Bluetooth Core 5.4 Vol 4 Part E. */
import { decodeBluetoothAddress, encodeBluetoothAddress } from "../../radio/hci/bluetooth-address.ts";
import { COMMANDS, type CommandName, type HciCommand } from "../../radio/hci/commands.ts";
import {
  commandComplete,
  commandStatus,
  encryptionChange,
  INTERVAL_UNIT_MS,
  type LinkParameters,
  leConnectionFailed,
  REPORT,
  TIMEOUT_UNIT_MS,
} from "../../radio/hci/event-packets.ts";
import { STATUS } from "../../radio/hci/status.ts";
import type { Chip } from "./chip.ts";

/** What a command asks of the air beyond its own chip. */
export interface AirAround {
  /** How loud the other end of a link is here, dBm. */
  readonly rssi: (address: string, heardBy: string) => number;
  /** The chip began or ended to advertise. */
  readonly advertisingChanged: () => void;
  /** A forced connection interval. */
  readonly intervalMs: () => number | undefined;
}

/** Status, the values that follow it in Command Complete, and what happens once the host has been answered. */
interface Outcome {
  readonly status: number;
  readonly values?: readonly number[] | Buffer;
  readonly afterwards?: () => void;
}

type Handler = (chip: Chip, params: Buffer, around: AirAround) => Outcome;

const DONE: Outcome = { status: STATUS.success };
const refuse = (status: number): Outcome => ({ status });
const u16 = (value: number): number[] => [value & 0xff, value >> 8];

/** Bluetooth 5.0. noble and bleno call anything under 4.0 (0x06) unsupported. Assigned Numbers 2.1. */
const HCI_VERSION = 0x09;
/** "Reserved for use in internal and interoperability tests before a company identifier is assigned". */
const COMPANY = 0xffff;
/** LE Supported (Controller) and BR/EDR Not Supported, byte 4 of the LMP features. Vol 2 Part C 3.3. */
const LMP_FEATURES = [0, 0, 0, 0, 0x60, 0, 0, 0];
const LE_ENCRYPTION_FEATURE = 0x01; // Vol 6 Part B 4.6
/** States and combinations the chip can be in: all but those of directed advertising. 7.8.27. */
const LE_STATES = [0xff, 0xff, 0xff, 0xff, 0xff, 0x03, 0, 0];
const ADVERTISING_UNIT_MS = 0.625;
const PUBLIC = 0x00;
const MAX_ADVERT_BYTES = 31;
/** Legacy advertising types in the order of 7.8.5, as reports name them; directed kinds are not offered. */
const ADVERTISING_TYPES = new Map([
  [0x00, REPORT.connectable],
  [0x02, REPORT.scannable],
  [0x03, REPORT.nonConnectable],
]);

const HANDLERS: Record<CommandName, Handler> = {
  setEventMask: () => DONE,
  leSetEventMask: () => DONE,
  writeLeHostSupport: () => DONE,
  leSetRandomAddress: () => DONE,
  reset: (chip, _params, around) => {
    chip.reset();
    around.advertisingChanged();
    return DONE;
  },
  readLeHostSupport: () => ({ status: STATUS.success, values: [1, 0] }),
  readLocalVersion: () => ({
    status: STATUS.success,
    values: [HCI_VERSION, ...u16(0), HCI_VERSION, ...u16(COMPANY), ...u16(0)],
  }),
  readSupportedCommands: () => ({ status: STATUS.success, values: Buffer.alloc(64) }),
  readSupportedFeatures: () => ({ status: STATUS.success, values: LMP_FEATURES }),
  readAddress: (chip) => ({ status: STATUS.success, values: encodeBluetoothAddress(chip.address) }),
  readBufferSize: ({ options }) => {
    const [scoBytes, scoCount] = [0, 0];
    const acl = [...u16(options.aclBufferBytes), scoBytes, ...u16(options.aclBufferCount), ...u16(scoCount)];
    return { status: STATUS.success, values: acl };
  },
  leReadBufferSize: ({ options }) => ({
    status: STATUS.success,
    values: options.hasSharedBuffers ? [0, 0, 0] : [...u16(options.aclBufferBytes), options.aclBufferCount],
  }),
  leReadSupportedFeatures: () => ({
    status: STATUS.success,
    values: [LE_ENCRYPTION_FEATURE, 0, 0, 0, 0, 0, 0, 0],
  }),
  leReadSupportedStates: () => ({ status: STATUS.success, values: LE_STATES }),
  leReadAdvertisingPower: () => ({ status: STATUS.success, values: [0] }),
  readRssi: (chip, params, around) => {
    const handle = params.readUInt16LE(0) & 0x0fff;
    const target = chip.links.get(handle);
    const dBm =
      target === undefined ? 0 : around.rssi(target.link.peerOf(target.end).owner.address, chip.address);
    const status = target === undefined ? STATUS.unknownConnection : STATUS.success;
    return { status, values: [...u16(handle), dBm & 0xff] };
  },

  leSetAdvertisingParameters: (chip, params) => {
    if (chip.advertising.isOn) return refuse(STATUS.commandDisallowed);
    const type = ADVERTISING_TYPES.get(params.readUInt8(4));
    if (type === undefined || params.readUInt8(5) !== PUBLIC) return refuse(STATUS.unsupported);
    const interval = params.readUInt16LE(0);
    if (interval < 0x20 || interval > 0x4000) return refuse(STATUS.invalidParameters);
    chip.advertising.intervalMs = interval * ADVERTISING_UNIT_MS;
    chip.advertising.type = type;
    return DONE;
  },
  leSetAdvertisingData: (chip, params) => {
    const data = readAdvert(params);
    if (data === undefined) return refuse(STATUS.invalidParameters);
    chip.advertising.data = data;
    return DONE;
  },
  leSetScanResponseData: (chip, params) => {
    const data = readAdvert(params);
    if (data === undefined) return refuse(STATUS.invalidParameters);
    chip.advertising.scanResponse = data;
    return DONE;
  },
  leSetAdvertisingEnable: (chip, params, around) => {
    chip.advertising.isOn = params.readUInt8(0) === 1;
    around.advertisingChanged();
    return DONE;
  },

  leSetScanParameters: (chip, params) => {
    if (chip.scanning.isOn) return refuse(STATUS.commandDisallowed);
    chip.scanning.isActive = params.readUInt8(0) === 1;
    return DONE;
  },
  leSetScanEnable: (chip, params) => {
    const isOn = params.readUInt8(0) === 1;
    if (isOn && !chip.scanning.isOn) chip.scanning.reported.clear();
    chip.scanning.isOn = isOn;
    chip.scanning.filtersDuplicates = params.readUInt8(1) === 1;
    return DONE;
  },

  leCreateConnection: (chip, params, around) => {
    const usesFilterList = params.readUInt8(4) !== 0;
    if (usesFilterList || params.readUInt8(5) !== PUBLIC) return refuse(STATUS.unsupported);
    if (chip.initiating !== undefined) return refuse(STATUS.commandDisallowed);
    const peer = decodeBluetoothAddress(params.subarray(6, 12));
    for (const { link, end } of chip.links.values()) {
      if (link.peerOf(end).owner.address === peer) return refuse(STATUS.alreadyConnected);
    }
    const parameters = readLinkParameters(params, 13);
    if (parameters === undefined) return refuse(STATUS.invalidParameters);
    chip.initiating = { peer, ...parameters, intervalMs: around.intervalMs() ?? parameters.intervalMs };
    return DONE;
  },
  leCreateConnectionCancel: (chip) => {
    if (chip.initiating === undefined) return refuse(STATUS.commandDisallowed);
    chip.initiating = undefined;
    return {
      status: STATUS.success,
      afterwards: () => chip.toHost(leConnectionFailed(STATUS.unknownConnection)),
    };
  },
  leConnectionUpdate: (chip, params) => {
    const target = chip.links.get(params.readUInt16LE(0));
    if (target === undefined) return refuse(STATUS.unknownConnection);
    const parameters = readLinkParameters(params, 2);
    if (parameters === undefined) return refuse(STATUS.invalidParameters);
    return target.link.requestUpdate(parameters) ? DONE : refuse(STATUS.commandDisallowed);
  },
  disconnect: (chip, params) => {
    const target = chip.links.get(params.readUInt16LE(0));
    if (target === undefined) return refuse(STATUS.unknownConnection);
    target.link.requestEnd(target.end, params.readUInt8(2));
    return DONE;
  },
  leEnableEncryption: (chip, params) => {
    const target = chip.links.get(params.readUInt16LE(0));
    if (target === undefined) return refuse(STATUS.unknownConnection);
    const key = params.subarray(12, 28);
    const peer = target.link.peerOf(target.end);
    const isKnown = (peer.owner as Chip).longTermKeys.some((known) => known.equals(key));
    const status = isKnown ? STATUS.success : STATUS.keyMissing;
    return {
      status: STATUS.success,
      afterwards: () => {
        for (const end of [target.end, peer]) end.owner.toHost(encryptionChange(end.handle, status));
      },
    };
  },
};

/** Carries out a command and answers it. */
export function runCommand(
  chip: Chip,
  name: CommandName,
  { opcode, params }: HciCommand,
  around: AirAround,
): void {
  const isWhole = params.byteLength >= COMMANDS[name].bytes;
  const outcome = isWhole ? HANDLERS[name](chip, params, around) : refuse(STATUS.invalidParameters);
  answerCommand(chip, { name, opcode }, outcome.status, outcome.values);
  outcome.afterwards?.();
}

/** Answers a command in the way its host waits for. `name` is absent for opcodes we do not know. */
export function answerCommand(
  chip: Chip,
  { name, opcode }: { readonly name: CommandName | undefined; readonly opcode: number },
  status: number,
  values: readonly number[] | Buffer = [],
): void {
  const isStatus = name !== undefined && COMMANDS[name].answer === "status";
  chip.toHost(isStatus ? commandStatus(opcode, status) : commandComplete(opcode, status, values));
}

/** Length, then up to 31 bytes. 7.8.7. */
function readAdvert(params: Buffer): Buffer | undefined {
  const length = params.readUInt8(0);
  if (length > MAX_ADVERT_BYTES || length > params.byteLength - 1) return undefined;
  return Buffer.from(params.subarray(1, 1 + length));
}

/**
 * Interval (shortest, longest), latency and supervision time-out as both commands carry them; of the two intervals the
 * longest, as most controllers choose. `undefined` when 7.8.12's ranges or its rule for the time-out are broken.
 */
function readLinkParameters(params: Buffer, offset: number): LinkParameters | undefined {
  const [shortest, longest] = [params.readUInt16LE(offset), params.readUInt16LE(offset + 2)];
  const [latency, timeout] = [params.readUInt16LE(offset + 4), params.readUInt16LE(offset + 6)];
  const intervalMs = longest * INTERVAL_UNIT_MS;
  const timeoutMs = timeout * TIMEOUT_UNIT_MS;
  const isInRange = shortest >= 6 && shortest <= longest && longest <= 0x0c80 && latency <= 0x01f3;
  const isPatient = timeout >= 0x000a && timeout <= 0x0c80 && timeoutMs > (1 + latency) * intervalMs * 2;
  return isInRange && isPatient ? { intervalMs, latency, timeoutMs } : undefined;
}
