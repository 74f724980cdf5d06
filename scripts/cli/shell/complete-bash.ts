import type { Values } from "./command-tree.ts";
import type { CompletionFacts } from "./completion-facts.ts";

const either = (words: readonly string[]) => words.map((word) => `'${word}'`).join(" | ");
const kindOf = (values: Values): string =>
  values.kind === "words" ? `'words ${values.words.join(" ")}'` : values.kind;

/** For bash 4 and later, with or without the bash-completion package. */
export function completeBash({ steps, leaps, values, places }: CompletionFacts): string {
  const known = values.filter(({ values: one }) => one.kind !== "other");
  return `# Completion of pawpost for bash. Made by: pawpost completion bash
_pawpost() {
  local at=pawpost cur=\${COMP_WORDS[COMP_CWORD]} skip= kind= word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $skip ]]; then
      skip=
      continue
    fi
    case $at,$word in
${leaps.map(({ step, place }) => `      '${step}') at=${place} ;;`).join("\n")}
      ${either(steps)}) at=$at/$word ;;
      ${either(values.flatMap((one) => one.steps))}) skip=$word ;;
    esac
  done
  if [[ -n $skip ]]; then
    case $at,$skip in
${known.map((one) => `      ${either(one.steps)}) kind=${kindOf(one.values)} ;;`).join("\n")}
    esac
  elif [[ $cur == -* ]]; then
    case $at in
${places.map(({ place, options }) => `      '${place}') kind='words ${options.map(({ flag }) => flag).join(" ")}' ;;`).join("\n")}
    esac
  else
    case $at in
${places.flatMap(({ place, words, files }) => (words.length > 0 ? [`      '${place}') kind='words ${words.map(({ word }) => word).join(" ")}' ;;`] : files === undefined ? [] : [`      '${place}') kind=${files} ;;`])).join("\n")}
    esac
  fi
  case $kind in
    'words '*) mapfile -t COMPREPLY < <(compgen -W "\${kind#words }" -- "$cur") ;;
    folder)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$cur")
      ;;
    file)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      ;;
  esac
}
complete -F _pawpost pawpost
`;
}
