/** A program of the bench in a process of its own, that does what it is asked: one question, one answer. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface Helper<Q extends Questions> extends AsyncDisposable {
  readonly pid: number;
  /** @throws Error what went wrong over there, or that it is gone */
  ask<K extends keyof Q & string>(name: K, input: Q[K]["input"]): Promise<Q[K]["answer"]>;
}

/** What a program can be asked: plain data both ways. */
export type Questions = Readonly<Record<string, { readonly input: unknown; readonly answer: unknown }>>;

export type Answers<Q extends Questions> = {
  readonly [K in keyof Q]: (input: Q[K]["input"]) => Promise<Q[K]["answer"]> | Q[K]["answer"];
};

interface Asked {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}
type Answered = { readonly id: number; readonly value?: unknown; readonly error?: string };

/** @param args for the script @param flags for Node, before it */
export function startHelper<Q extends Questions>(
  script: URL,
  { args = [], flags = [] }: { readonly args?: readonly string[]; readonly flags?: readonly string[] } = {},
): Helper<Q> {
  const child: ChildProcess = fork(fileURLToPath(script), args, { execArgv: [...flags], env: process.env });
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  const gone = once(child, "exit").then(() => {
    for (const { reject } of open.values()) reject(new Error(`${script.pathname} is gone`));
  });
  child.on("message", ({ id, value, error }: Answered) => {
    const asked = open.get(id);
    open.delete(id);
    if (error === undefined) asked?.resolve(value);
    else asked?.reject(new Error(error));
  });
  let last = 0;
  return {
    pid: child.pid as number,
    ask(name, input) {
      last += 1;
      const answer = Promise.withResolvers<unknown>();
      open.set(last, answer);
      child.send({ id: last, name, input } satisfies Asked);
      return answer.promise;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** In the program that was started. It ends with whoever started it. */
export function answerQuestions<Q extends Questions>(answers: Answers<Q>): void {
  process.on("disconnect", () => process.exit(0));
  process.on("message", ({ id, name, input }: Asked) => {
    const answer = answers[name];
    Promise.resolve(input)
      .then(answer)
      .then(
        (value) => process.send?.({ id, value } satisfies Answered),
        (error: Error) => process.send?.({ id, error: error.message } satisfies Answered),
      );
  });
}
