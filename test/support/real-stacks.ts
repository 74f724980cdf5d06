/** The real noble and the real bleno on transports of ours, for tests that hold the air to what those two do. */
import type * as bleno from "@abandonware/bleno";
import type * as noble from "@abandonware/noble";
import { adoptStack } from "../../ble/radio/hci/adopt-stack.ts";
import type { HciTransport } from "../../ble/radio/hci/hci-transport.ts";
import { withHciSocket } from "../../ble/radio/hci/load-stack.ts";

export type Noble = typeof noble & NodeJS.EventEmitter & { readonly address: string };
export type Bleno = typeof bleno & NodeJS.EventEmitter;

/** A noble that begins to work with its first `stateChange` listener. */
export function loadNoble(transport: HciTransport): { readonly noble: Noble } & Disposable {
  const loaded = withHciSocket(transport, "@abandonware/noble", (require) => {
    const Bindings = require("@abandonware/noble/lib/hci-socket/bindings") as new (options: object) => object;
    const withBindings = require("@abandonware/noble/with-bindings") as (bindings: object) => Noble;
    return withBindings(new Bindings({}));
  });
  const adopted = adoptStack(loaded, transport);
  return { noble: loaded, [Symbol.dispose]: () => adopted[Symbol.dispose]() };
}

/** A bleno that begins to work with its first `stateChange` listener. */
export function loadBleno(transport: HciTransport): { readonly bleno: Bleno } & Disposable {
  const loaded = withHciSocket(
    transport,
    "@abandonware/bleno",
    (require) => require("@abandonware/bleno") as Bleno,
  );
  const adopted = adoptStack(loaded, transport);
  return { bleno: loaded, [Symbol.dispose]: () => adopted[Symbol.dispose]() };
}

/** Resolves when a stack says `poweredOn`; starts it. */
export function poweredOn(stack: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    const listener = (state: string) => {
      if (state !== "poweredOn") return;
      stack.removeListener("stateChange", listener);
      resolve();
    };
    stack.on("stateChange", listener);
  });
}
