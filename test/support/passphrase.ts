import { randomInt } from "node:crypto";
import { dictionary } from "@zxcvbn-ts/language-common";

/** Five words of the diceware list, new at every run: no test shows a passphrase that somebody might then use. */
export const makePassphrase = (): string =>
  Array.from({ length: 5 }, () => {
    const words = dictionary["diceware-common"];
    return words[randomInt(words.length)];
  }).join(" ");
