/** What each shell's completion is told, in the same steps: where in the tree a line is, and what may come there. */
import type { Aliases } from "../commands.ts";
import { type CommandNode, flatTree, type Values } from "./command-tree.ts";

/** A place in the tree, as one word: `pawpost/backup/create`. */
export const placeOf = (path: readonly string[]): string => path.join("/");

export interface CompletionFacts {
  /** Place and word that leads on from there. */
  readonly steps: readonly string[];
  /** Other names of commands, and the place that each leads to. */
  readonly leaps: readonly { readonly step: string; readonly place: string }[];
  /** Place and option after which a value stands, with what that may be. */
  readonly values: readonly { readonly steps: readonly string[]; readonly values: Values }[];
  readonly places: readonly {
    readonly place: string;
    readonly options: readonly { readonly flag: string; readonly says: string }[];
    readonly words: readonly { readonly word: string; readonly says: string }[];
    /** Of its arguments. */
    readonly files: "file" | "folder" | undefined;
  }[];
}

export function completionFacts(root: CommandNode, aliases: Aliases): CompletionFacts {
  const nodes = flatTree(root);
  return {
    steps: nodes.filter(({ path }) => path.length > 1).map(({ path }) => stepTo(path)),
    leaps: Object.entries(aliases).map(([name, path]) => ({
      step: `pawpost,${name}`,
      place: placeOf(["pawpost", ...path]),
    })),
    values: nodes.flatMap(({ path, options }) =>
      options.flatMap(({ flags, value }) =>
        value === undefined
          ? []
          : [{ steps: flags.map((flag) => `${placeOf(path)},${flag}`), values: value }],
      ),
    ),
    places: nodes.map((node) => ({
      place: placeOf(node.path),
      options: node.options.flatMap(({ flags, says }) => flags.slice(0, 1).map((flag) => ({ flag, says }))),
      words: wordsAt(node, aliases),
      files: node.arguments.flatMap(({ values }) =>
        values.kind === "file" || values.kind === "folder" ? [values.kind] : [],
      )[0],
    })),
  };
}

const stepTo = (path: readonly string[]): string => `${placeOf(path.slice(0, -1))},${path.at(-1)}`;

function wordsAt(
  { path, below, arguments: own }: CommandNode,
  aliases: Aliases,
): CompletionFacts["places"][number]["words"] {
  const commands = below.map((sub) => ({ word: sub.path.at(-1) ?? "", says: sub.says }));
  const others =
    path.length > 1
      ? []
      : Object.entries(aliases).map(([word, to]) => ({ word, says: `the same as ${to.join(" ")}` }));
  const choices = own.flatMap(({ values }) =>
    values.kind === "words" ? values.words.map((word) => ({ word, says: "" })) : [],
  );
  return [...commands, ...others, ...choices];
}

/** Its first sentence: what fits beside a word. */
export const shortly = (says: string): string => says.split(/(?<=[^.])[.:;](?: |$)/)[0] ?? says;
