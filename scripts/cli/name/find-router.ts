import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { makeDeviceLabel, probeName, relayName } from "../../../relay/wire/remote-name.ts";
import { judgeRouter } from "./judge-router.ts";
import type { LookUp } from "./look-up.ts";
import type { Finding } from "./say-router.ts";

const CONNECT_MS = 2_000;

/** Where the hub has its names. */
export interface Place {
  readonly zone: string;
  /** `<hub id>.<zone>` */
  readonly domain: string;
}

/** @param own addresses of this machine, as a phone would find it by @param port at which the hub would answer there */
export async function findRouter(
  { zone, domain }: Place,
  lookUp: LookUp,
  own: ReadonlySet<string>,
  port: number,
): Promise<Finding> {
  const [device, relay, inside, texts] = await Promise.all([
    lookUp.addresses(`${makeDeviceLabel(randomBytes(16))}.${domain}`),
    lookUp.addresses(relayName(zone)),
    lookUp.addresses(probeName(zone)),
    lookUp.texts(probeName(zone)),
  ]);
  const router = judgeRouter({ device, relay, inside, insideIs: texts[0] }, own);
  const [address] = router.case === "straight" ? router.addresses : [];
  const isListening = address === undefined ? undefined : await answers(address, port);
  return { router, names: `*.${domain}`, port, isListening };
}

/** Whether somebody takes a connection there. Nothing is said to them: the hub answers to a device's name only. */
const answers = (host: string, port: number): Promise<boolean> =>
  new Promise((told) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const end = (isThere: boolean) => {
      socket.destroy();
      told(isThere);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
