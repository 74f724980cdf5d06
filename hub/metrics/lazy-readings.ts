import type { Readings } from "../ports/readings.ts";
import type { House } from "../use-cases/house.ts";
import type { Tally } from "./tally.ts";

/** What writes the numbers is loaded when somebody asks for them first: most hubs are never asked. */
export function lazyReadings(house: House, tally: Tally, version: string): Readings {
  let opened: Promise<{ read(): Promise<string> }> | undefined;
  return {
    async read() {
      opened ??= import("./open-readings.ts").then(({ openReadings }) => openReadings(house, tally, version));
      return (await opened).read();
    },
    refused: (code) => tally.refused(code),
  };
}
