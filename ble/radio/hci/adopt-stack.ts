/**
 * Takes over what noble and bleno do to the process they run in:
 *
 * - each polls `isDevUp` once a second on the real `setTimeout`, for ever, and cannot be told to stop. Adopted, a stack
 *   looks exactly when its transport says that power came or went: at once, and on the air's own time;
 * - each leaves listeners for `SIGINT` and `exit` on `process`; the `SIGINT` one calls `process.exit(1)` when it is the
 *   last, before an orderly shutdown has run, and every new instance adds two more.
 */
import type { EventEmitter } from "node:events";
import { HciError } from "./errors.ts";
import type { HciTransport } from "./hci-transport.ts";

/** The part of noble's and bleno's insides that their HCI code shares. */
interface StackInsides {
  readonly _bindings: {
    init: () => void;
    readonly _hci: EventEmitter & { pollIsDevUp: () => void; readonly _socket: { stop(): void } };
  };
}

const PROCESS_EVENTS = ["SIGINT", "exit"] as const;

/**
 * Call before the first `stateChange` listener: that is what starts a stack.
 *
 * @param stack a noble or bleno that {@link withHciSocket} loaded
 * @returns disposing it stops the stack's polls and closes its socket; the stack is of no use afterwards
 * @throws HciError `hci.not-a-stack` when the insides are not those of the two packages
 */
export function adoptStack(stack: unknown, transport: HciTransport): Disposable {
  if (!isStack(stack)) throw new HciError("hci.not-a-stack", "no HCI bindings in what was loaded");
  const { _bindings: bindings } = stack;
  const hci = bindings._hci;
  const originalPoll = hci.pollIsDevUp;
  const originalInit = bindings.init;
  let state: "new" | "idle" | "polling" | "retired" = "new";

  const poll = () => {
    state = "polling";
    try {
      originalPoll.call(hci);
    } finally {
      state = "idle";
    }
  };
  // The stack arms its timer with this very function, so a call while idle is that timer's: it ends here and arms no other.
  hci.pollIsDevUp = () => {
    if (state === "new") poll();
    else if (state === "polling") originalPoll.call(hci); // noble starts itself anew from within its own poll
  };
  const endPower = transport.onPower(() => {
    if (state === "idle") poll();
  });

  bindings.init = () => {
    const before = PROCESS_EVENTS.map((event) => new Set(process.rawListeners(event)));
    originalInit.call(bindings);
    for (const [index, event] of PROCESS_EVENTS.entries()) {
      for (const listener of process.rawListeners(event)) {
        if (!before[index]?.has(listener)) process.removeListener(event, listener as () => void);
      }
    }
  };

  return {
    [Symbol.dispose]: () => {
      state = "retired";
      endPower();
      hci._socket.stop();
    },
  };
}

function isStack(value: unknown): value is StackInsides {
  const hci = (value as Partial<StackInsides> | undefined)?._bindings?._hci;
  return typeof hci?.pollIsDevUp === "function" && typeof hci._socket?.stop === "function";
}
