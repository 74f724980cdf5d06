/**
 * Loads an unmodified Bluetooth stack onto one of our transports. The stacks take no transport in their constructors:
 * they `require` one module for it, hard-coded. While a fresh copy of a stack loads, that one module is answered from
 * `require.cache`; nothing of the stack itself is touched, and its native add-on is never loaded.
 */
import { createRequire, Module } from "node:module";
import { sep } from "node:path";
import { VirtualHciSocket } from "./hci-socket.ts";
import type { HciTransport } from "./hci-transport.ts";

/** The module that the stacks take their HCI socket from. */
const HCI_SOCKET_MODULE = "@abandonware/bluetooth-hci-socket";

/**
 * Runs `load` with a `require` that gives a fresh copy of `stackPackage` whose HCI sockets are on `transport`. The
 * module cache is afterwards as it was before, so each call gives another copy: the stacks keep module-wide state.
 *
 * @param stackPackage the package's name, as in `node_modules`
 * @param load takes what it wants from the package, synchronously
 */
export function withHciSocket<T>(
  transport: HciTransport,
  stackPackage: string,
  load: (require: NodeJS.Require) => T,
): T {
  // One of its own for each copy: whoever requires keeps what it required for ever.
  const require = createRequire(import.meta.url);
  const socketPath = require.resolve(HCI_SOCKET_MODULE);
  const folder = `${sep}node_modules${sep}${stackPackage.replaceAll("/", sep)}${sep}`;
  const isAffected = (path: string) => path === socketPath || path.includes(folder);
  const before = Object.entries(require.cache).filter(([path]) => isAffected(path));
  const forget = () => {
    for (const path of Object.keys(require.cache)) if (isAffected(path)) delete require.cache[path];
  };

  forget();
  const answer = new Module(socketPath);
  answer.filename = socketPath;
  answer.loaded = true;
  answer.exports = class extends VirtualHciSocket {
    constructor() {
      super(transport);
    }
  };
  require.cache[socketPath] = answer;
  try {
    return load(require);
  } finally {
    forget();
    for (const [path, module] of before) require.cache[path] = module;
  }
}
