/** Zahlen, Größen und Listen, wie das Deutsche sie hat. */
import type { amountWords as english } from "../en/amounts.ts";
import { grammarOf } from "../grammar.ts";
import type { Translated } from "../translated.ts";

export const { plural, number, listAll, listEither, size } = grammarOf<"one" | "other">("de");

export const messages = (many: number): string =>
  plural(many, { one: "1 Nachricht", other: (n) => `${n} Nachrichten` });

export const amountWords: Translated<typeof english> = {
  seconds: (many) => plural(many, { one: "1 Sekunde", other: (n) => `${n} Sekunden` }),
};
