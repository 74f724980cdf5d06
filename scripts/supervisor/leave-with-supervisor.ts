/**
 * Loaded before a supervised process (`node --import`). Its standard input is a pipe from the supervisor; when that ends,
 * the supervisor is gone, killed even, and the process stops as if it had been asked to: no process is left behind.
 */
import { Socket } from "node:net";

const STOP_WITHIN_MS = 5_000;

const supervisor = new Socket({ fd: 0, readable: true, writable: false });
const leave = () => {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.kill(process.pid, "SIGKILL"), STOP_WITHIN_MS).unref();
};
supervisor.once("close", leave);
supervisor.on("error", () => {}); // `close` follows
supervisor.resume();
supervisor.unref();
