/** Where a worker of the page runs in Node: it answers `onmessage` by `postMessage`, as in a browser. */
import { parentPort, workerData } from "node:worker_threads";

const worker = globalThis as unknown as {
  onmessage?: (event: { readonly data: unknown }) => void;
  postMessage(answer: unknown): void;
};
worker.postMessage = (answer) => parentPort?.postMessage(answer);
// What was posted before is kept for who listens.
await import(`data:text/javascript;base64,${Buffer.from(String(workerData)).toString("base64")}`);
parentPort?.on("message", (data: unknown) => worker.onmessage?.({ data }));
