import type { Values } from "./command-tree.ts";
import { type CompletionFacts, placeOf, shortly } from "./completion-facts.ts";

const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
const each = (words: readonly string[]) => words.map((word) => `'${word}'`).join(" ");

/** What may follow an option that takes a value. */
const VALUE: { readonly [K in Values["kind"]]: (values: Values) => string } = {
  words: (values) => (values.kind === "words" ? `-x -a ${quoted(values.words.join(" "))}` : "-x"),
  file: () => "-r -F",
  folder: () => "-x -a '(__fish_complete_directories)'",
  other: () => "-x",
};

export function completeFish({ steps, leaps, values, places }: CompletionFacts): string {
  const at = (place: string) => `complete -c pawpost -n '__pawpost_at ${place}'`;
  const valueAfter = (step: string) => values.find((one) => one.steps.includes(step))?.values;
  const lines = places.flatMap(({ place, options, words, files }) => [
    ...options.map(({ flag, says }) => {
      const value = valueAfter(placeOf([place]).concat(",", flag));
      return `${at(place)} -l ${flag.replace(/^--/, "")} ${value === undefined ? "" : `${VALUE[value.kind](value)} `}-d ${quoted(shortly(says))}`;
    }),
    ...words.map(
      ({ word, says }) => `${at(place)} -a ${word}${says === "" ? "" : ` -d ${quoted(shortly(says))}`}`,
    ),
    ...(files === undefined || words.length > 0
      ? []
      : [files === "file" ? `${at(place)} -F` : `${at(place)} -a '(__fish_complete_directories)'`]),
  ]);
  return `# Completion of pawpost for fish. Made by: pawpost completion fish
function __pawpost_at --description 'Whether the line is at this command of pawpost'
    set -l at pawpost
    set -l skip
    for word in (commandline -opc)[2..-1]
        if set -q skip[1]
            set skip
            continue
        end
        switch "$at,$word"
${leaps.map(({ step, place }) => `            case '${step}'\n                set at ${place}`).join("\n")}
            case ${each(steps)}
                set at $at/$word
            case ${each(values.flatMap((one) => one.steps))}
                set skip $word
        end
    end
    test "$at" = "$argv[1]"
end
complete -c pawpost -f
${lines.join("\n")}
`;
}
