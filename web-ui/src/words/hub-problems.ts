/** What a person is told when the hub says no: the hub speaks English, every other language has a table over all of its codes. */
import type { ProblemCode } from "../../../hub/api/problems/problem-code.ts";

export interface ProblemWords {
  readonly title: string;
  readonly next: string;
}

/** A new code that a language has no words for does not compile. */
export type ProblemTable = Readonly<Record<ProblemCode, ProblemWords>>;

/** @returns `undefined` for what a newer hub says that this page does not know */
export const problemWords = (table: ProblemTable | undefined, code: string): ProblemWords | undefined =>
  table !== undefined && Object.hasOwn(table, code) ? table[code as ProblemCode] : undefined;
