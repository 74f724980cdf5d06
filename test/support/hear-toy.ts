import { request } from "node:http";

export interface ToyShown {
  readonly stateName: string;
  readonly heart: { readonly mode: string };
  readonly recording: boolean;
}

/** Hears all that a simulated toy tells of itself, by its own control socket, whatever ble says of it; until it is disposed. */
export function hearToy(socketPath: string, onShown: (now: ToyShown) => void): Disposable {
  const sent = request({ socketPath, path: "/events" }, (response) => {
    response.setEncoding("utf8");
    let text = "";
    response.on("data", (chunk: string) => {
      text += chunk;
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events.filter((one) => one.startsWith("data: ")))
        onShown(JSON.parse(event.slice("data: ".length)) as ToyShown);
    });
  });
  sent.on("error", () => undefined); // the end of the test
  sent.end();
  return { [Symbol.dispose]: () => void sent.destroy() };
}
