import type { Values } from "./command-tree.ts";
import { type CompletionFacts, shortly } from "./completion-facts.ts";

const either = (words: readonly string[]) => words.map((word) => `'${word}'`).join("|");
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
/** What \`_describe\` reads: a word, a colon, and what it is. */
const described = (word: string, says: string) =>
  quoted(says === "" ? word : `${word.replaceAll(":", "\\:")}:${shortly(says)}`);

const DO: { readonly [K in Values["kind"]]: (values: Values) => string } = {
  words: (values) => (values.kind === "words" ? `compadd -- ${values.words.join(" ")}` : ""),
  file: () => "_files",
  folder: () => "_files -/",
  other: () => "",
};

export function completeZsh({ steps, leaps, values, places }: CompletionFacts): string {
  const known = values.filter(({ values: one }) => one.kind !== "other");
  return `#compdef pawpost
# Completion of pawpost for zsh. Made by: pawpost completion zsh
_pawpost() {
  local at=pawpost skip= word i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    if [[ -n $skip ]]; then
      skip=
      continue
    fi
    case $at,$word in
${leaps.map(({ step, place }) => `      ('${step}') at=${place} ;;`).join("\n")}
      (${either(steps)}) at=$at/$word ;;
      (${either(values.flatMap((one) => one.steps))}) skip=$word ;;
    esac
  done
  if [[ -n $skip ]]; then
    case $at,$skip in
${known.map((one) => `      (${either(one.steps)}) ${DO[one.values.kind](one.values)} ;;`).join("\n")}
    esac
  elif [[ $PREFIX == -* ]]; then
    case $at in
${places.map(({ place, options }) => `      ('${place}') found=(${options.map(({ flag, says }) => described(flag, says)).join(" ")}) ;;`).join("\n")}
    esac
    _describe -o option found
  else
    case $at in
${places.flatMap(({ place, words, files }) => (words.length > 0 ? [`      ('${place}') found=(${words.map(({ word, says }) => described(word, says)).join(" ")}); _describe command found ;;`] : files === undefined ? [] : [`      ('${place}') ${DO[files]({ kind: files })} ;;`])).join("\n")}
    esac
  fi
}
if [[ \${funcstack[1]} == _pawpost ]]; then
  _pawpost "$@"
else
  compdef _pawpost pawpost
fi
`;
}
