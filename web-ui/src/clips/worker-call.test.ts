import { expect, test } from "vitest";
import { answerCalls, WorkerCalls, type WorkerFunctions } from "./worker-call.ts";

/** A worker on the page's own thread: two ends, each posting to the other. */
function makeWorker(functions: WorkerFunctions): () => Worker {
  return () => {
    const worker = {
      onmessage: undefined as ((event: { data: unknown }) => void) | undefined,
      onerror: undefined as ((event: { preventDefault(): void }) => void) | undefined,
      postMessage(data: unknown) {
        scope.onmessage?.({ data: structuredClone(data) });
      },
      terminate() {
        worker.onmessage = undefined;
      },
    };
    const scope = globalThis as unknown as {
      onmessage?: (event: { data: unknown }) => void;
      postMessage?: (data: unknown) => void;
    };
    scope.postMessage = (data) => worker.onmessage?.({ data: structuredClone(data) });
    answerCalls(functions);
    return worker as unknown as Worker;
  };
}

test("answers each question with its own answer, whatever order they come in", async () => {
  const gates = new Map<number, () => void>();
  const functions = {
    double: (input: number) => new Promise<number>((resolve) => gates.set(input, () => resolve(input * 2))),
  };
  const calls = new WorkerCalls<typeof functions>(makeWorker(functions));
  const [one, two] = [calls.call("double", 1), calls.call("double", 2)];
  gates.get(2)?.();
  gates.get(1)?.();
  expect(await Promise.all([one, two])).toEqual([2, 4]);
});

test("brings the code of an error across", async () => {
  const functions = {
    fail: async (_: null): Promise<void> => {
      throw Object.assign(new Error("too bad"), { code: "archive.damaged" });
    },
  };
  const calls = new WorkerCalls<typeof functions>(makeWorker(functions));
  await expect(calls.call("fail", null)).rejects.toMatchObject({
    code: "archive.damaged",
    message: "too bad",
  });
});

test("leaves nobody waiting when it is stopped", async () => {
  const functions = { wait: (_: null) => new Promise<void>(() => undefined) };
  const calls = new WorkerCalls<typeof functions>(makeWorker(functions));
  const waiting = calls.call("wait", null);
  calls.stop();
  await expect(waiting).rejects.toMatchObject({ code: "page.worker-stopped" });
});
