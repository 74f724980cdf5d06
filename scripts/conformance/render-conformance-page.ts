import { type Clause, ETSI_FILE, type Provision, readConformance, STATES } from "./conformance-table.ts";

/** docs/conformance/etsi-en-303-645.md, from the table. `npm run docs` writes it; a test compares. */
export function renderConformancePage(clauses: readonly Clause[] = readConformance()): string {
  const all = clauses.flatMap(({ provisions }) => provisions);
  const counts = STATES.map(
    (state) => `| ${state} | ${count(all, state, "M")} | ${count(all, state, "R")} |`,
  );
  return [
    "# ETSI EN 303 645, provision by provision",
    "",
    "How Pawpost stands to *Cyber Security for Consumer Internet of Things: Baseline Requirements*, V3.1.3 (2024-09), Table B.1. Nobody has",
    "certified anything: this is our own word, with the tests by which it can be checked. What is asked stands here in our own words; the standard's count.",
    "",
    `Made from \`${ETSI_FILE}\` (\`npm run docs\`). A test looks for each of the tests that are named (\`scripts/conformance/conformance.test.ts\`), and they all`,
    "run with every change. Status: **M** the standard says *shall*, **R** *should*; **C** under a condition, **F** where there is such a thing.",
    "",
    "| | shall | should |",
    "|---|---|---|",
    ...counts,
    "",
    ...clauses.flatMap(({ clause, provisions }) => [
      `## ${clause}`,
      "",
      "| provision | asks | here | held by |",
      "|---|---|---|---|",
      ...provisions.map(row),
      "",
    ]),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

const count = (all: readonly Provision[], state: Provision["state"], letter: "M" | "R"): number =>
  all.filter((one) => one.state === state && one.status.startsWith(letter)).length;

function row(one: Provision): string {
  const how = "how" in one ? one.how : "";
  const reason = "reason" in one ? `*Reason:* ${one.reason}` : "";
  const tests = "tests" in one ? one.tests.map(([file, name]) => `\`${file}\`: ${name}`) : [];
  const cells = [
    `**${one.id}** ${one.status}`,
    one.asks,
    [`**${one.state}.**`, how, reason].filter((text) => text !== "").join(" "),
    tests.join("<br>"),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
