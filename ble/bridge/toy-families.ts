import type { Advert } from "../radio/radio.ts";
import type { ToyDriver } from "../toys/toy-driver.ts";

/** What an advert says of a toy that one of the drivers knows. */
export interface RecognisedToy {
  readonly family: string;
  readonly model: string;
  readonly firmware: string | undefined;
}

/** The drivers of this process, by the name of their family. */
export class ToyFamilies {
  readonly #drivers = new Map<string, ToyDriver>();

  /** @param drivers the first that recognises an advert has the toy. @throws TypeError for two of one name */
  constructor(drivers: readonly ToyDriver[]) {
    for (const driver of drivers) {
      if (this.#drivers.has(driver.family)) throw new TypeError(`Two drivers of the family ${driver.family}`);
      this.#drivers.set(driver.family, driver);
    }
  }

  recognise(advert: Advert): RecognisedToy | undefined {
    for (const [family, driver] of this.#drivers) {
      const found = driver.recognise(advert);
      if (found !== undefined) return { family, model: found.model, firmware: found.firmware };
    }
    return undefined;
  }

  /** `undefined`: it was claimed by a Pawpost that knew more families than this one. */
  driverOf(family: string): ToyDriver | undefined {
    return this.#drivers.get(family);
  }
}
