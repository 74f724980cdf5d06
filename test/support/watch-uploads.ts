import { request } from "node:http";

export interface UploadWatch extends Disposable {
  /** Uploads that the toy began to take since it is watched. */
  readonly count: number;
}

/** Counts what a simulated toy is made to take in, by its own control socket: whatever ble says of it. */
export function watchUploads(socketPath: string): UploadWatch {
  let count = 0;
  let stateBefore = "";
  const sent = request({ socketPath, path: "/events" }, (response) => {
    response.setEncoding("utf8");
    let text = "";
    response.on("data", (chunk: string) => {
      text += chunk;
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events.filter((one) => one.startsWith("data: "))) {
        const { stateName } = JSON.parse(event.slice("data: ".length)) as { stateName: string };
        if (stateName !== stateBefore && stateName === "bufferPrime") count += 1;
        stateBefore = stateName;
      }
    });
  });
  sent.on("error", () => undefined); // the end of the test
  sent.end();
  return {
    get count() {
      return count;
    },
    [Symbol.dispose]: () => void sent.destroy(),
  };
}
