/** Numbers, sizes and lists of names, as English has them. */
import { grammarOf } from "../grammar.ts";

export const { plural, number, listAll, listEither, size } = grammarOf<"one" | "other">("en-GB");

export const messages = (many: number): string =>
  plural(many, { one: "1 message", other: (n) => `${n} messages` });

export const amountWords = {
  /** How long a recording is, for who listens to the page. */
  seconds: (many: number) => plural(many, { one: "1 second", other: (n) => `${n} seconds` }),
};
