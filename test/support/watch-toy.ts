import { request } from "node:http";

export interface ToyWatch extends Disposable {
  /** Uploads that the toy began to take since it is watched. */
  readonly uploads: number;
  /** How often its microphone was opened, also where neither state nor heart shows it. */
  readonly recordings: number;
}

/** Counts what a simulated toy does, by its own control socket: whatever ble says of it. */
export function watchToy(socketPath: string): ToyWatch {
  let [uploads, recordings] = [0, 0];
  let before = { stateName: "", recording: false };
  const sent = request({ socketPath, path: "/events" }, (response) => {
    response.setEncoding("utf8");
    let text = "";
    response.on("data", (chunk: string) => {
      text += chunk;
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events.filter((one) => one.startsWith("data: "))) {
        const now = JSON.parse(event.slice("data: ".length)) as typeof before;
        if (now.stateName !== before.stateName && now.stateName === "bufferPrime") uploads += 1;
        if (now.recording && !before.recording) recordings += 1;
        before = now;
      }
    });
  });
  sent.on("error", () => undefined); // the end of the test
  sent.end();
  return {
    get uploads() {
      return uploads;
    },
    get recordings() {
      return recordings;
    },
    [Symbol.dispose]: () => void sent.destroy(),
  };
}
