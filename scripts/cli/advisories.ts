/** `pawpost advisories`: which weaknesses of Pawpost this hub has, as the project says (docs/advisories.md). */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { type AdvisoriesView, advisoriesView, type FeedTrouble } from "../../hub/contract/advisories.ts";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import type { AdvisoriesRefused } from "../../hub/ports/advisories.ts";
import { CliError } from "./errors.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { askHub, findHubSocket, refusalOf } from "./hub-socket.ts";

/** This version has a weakness that is not mended in it. */
const EXIT_CONCERNED = 1;

const TROUBLE: Readonly<Record<FeedTrouble, string>> = {
  "no-answer": "nobody answered, or the hub has no way out of the house",
  slow: "it did not end in time",
  "wrong-machine": "whoever answered could not show that the address is theirs",
  redirected: "the address sends elsewhere, and the hub follows nobody",
  refused: "there was no list at the address",
  "too-large": "it was longer than any list",
  malformed: "it was no list of advisories that this version can read",
  "other-kind": "it is signed, and no list of advisories of this project",
  "not-signed": "none of the project’s keys signed it",
  "one-signature": "one of the project’s keys signed it, and it takes two",
  older: "it is older than what the hub knows",
  forked: "it has the number of the one that the hub knows, and says something else",
};

const FROM_OLDER = "Nothing was changed. Get the newest list from whoever publishes it.";
const FROM_FORGER = "Nothing was changed. Ask whoever publishes it, by another way than the one it came by.";
/** What to do about each refusal. */
const ADVICE: Readonly<Record<AdvisoriesRefused["code"], string>> = {
  "advisories.off": "Set `advisories` in config.yaml, or bring a file: pawpost advisories import FILE",
  "advisories.no-keys":
    "Set `project_keys` in config.yaml to the three keys of whoever you trust: docs/advisories.md",
  "advisories.no-answer": FROM_OLDER,
  "advisories.slow": FROM_OLDER,
  "advisories.wrong-machine": FROM_OLDER,
  "advisories.redirected": FROM_OLDER,
  "advisories.refused": FROM_OLDER,
  "advisories.too-large": FROM_OLDER,
  "advisories.malformed": "Is it the whole file, as it was published? Nothing was changed.",
  "advisories.other-kind": FROM_FORGER,
  "advisories.not-signed": FROM_FORGER,
  "advisories.one-signature": FROM_FORGER,
  "advisories.older": FROM_OLDER,
  "advisories.forked": FROM_FORGER,
};

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

export function registerAdvisoryCommands(program: Command): void {
  const advisories = program
    .command("advisories")
    .description(
      "Which weaknesses of Pawpost this hub has, as the project says (docs/advisories.md). Exit status 1: it has one.",
    );
  const command = (name: string, says: string) =>
    advisories
      .command(name)
      .description(says)
      .addOption(hubDataOption())
      .option("--json", "print it as JSON");
  command("status", "Says what is known, and since when there is word.").action(async (_, own: Command) =>
    say(await ask(own.optsWithGlobals<Options>(), COMMAND_LINE.advisories), own),
  );
  command("ask", "Asks the project now, at the address that the settings name.").action(
    async (_, own: Command) =>
      say(await ask(own.optsWithGlobals<Options>(), COMMAND_LINE.askAdvisories), own),
  );
  command("import", "Takes the project’s signed list from a file, in a house without Internet.")
    .argument("<file>", "as the project published it")
    .action(async (file: string, _, own: Command) => {
      const bytes = await readFile(resolve(file)).catch((cause: NodeJS.ErrnoException) => {
        throw new CliError("advisories.no-file", `${file} cannot be read.`, "Name the file that you got.", {
          cause,
        });
      });
      say(await ask(own.optsWithGlobals<Options>(), COMMAND_LINE.takeAdvisories, bytes), own);
    });
}

/** @throws CliError with the hub's own code, or `advisories.not-running`, `advisories.no-answer` */
async function ask(
  { data }: Options,
  path: string,
  bytes: Uint8Array = new Uint8Array(),
): Promise<AdvisoriesView> {
  const socketPath = await findHubSocket("advisories", resolve(data));
  const answer = await askHub("advisories", socketPath, path, { type: "application/json", bytes });
  const view = advisoriesView.safeParse(answer.json);
  if (answer.status === 200 && view.success) return view.data;
  throw refusalOf("advisories", answer, ADVICE);
}

function say(view: AdvisoriesView, own: Command): void {
  console.log(own.optsWithGlobals<Options>().json === true ? JSON.stringify(view) : describeAdvisories(view));
  if (view.advisories.some(({ concerns }) => concerns)) process.exitCode = EXIT_CONCERNED;
}

export function describeAdvisories(view: AdvisoriesView): string {
  const { last, lastTry, advisories } = view;
  const trouble = lastTry?.trouble ?? null;
  const own = advisories.filter(({ concerns }) => concerns);
  return [
    describeState(view),
    ...(last === null
      ? []
      : [
          `List ${last.counter}, of ${day(last.issued)}, good until ${day(last.expires)}. The project: ${last.contact}`,
          last.isSupported
            ? `Weaknesses are mended until ${day(last.supportUntil)}.`
            : `Weaknesses are not mended any more, since ${day(last.supportUntil)}.`,
        ]),
    ...(lastTry === null || trouble === null
      ? []
      : [`The last try, ${day(lastTry.at)}: ${TROUBLE[trouble]}.`]),
    ...(last === null
      ? []
      : [`Pawpost ${view.version} has ${own.length === 0 ? "none" : own.length} of them.`]),
    ...own.flatMap(({ id, severity, fixedIn, words: { en } }) => [
      "",
      `${id}  ${severity}  ${fixedIn === null ? "not mended yet" : `mended in ${fixedIn}`}`,
      ...(en === undefined ? [] : [`  ${en.title}`, `  ${en.risk}`, `  What to do: ${en.action}`]),
    ]),
  ].join("\n");
}

function describeState({ state, host }: AdvisoriesView): string {
  const asked = host === null ? "nobody is asked; files are brought" : `${host} is asked once a day`;
  if (state === "off")
    return "Off: no address is set, and no file was brought. Nobody tells this hub of weaknesses.";
  if (state === "no-keys") return "Off: an address is set, and no keys whose word would be believed.";
  if (state === "waiting") return `Nothing was heard yet; ${asked}.`;
  return state === "current" ? `There is word of today; ${asked}.` : `THERE IS NO WORD ANY MORE; ${asked}.`;
}

/** UTC. */
const day = (at: string): string => at.slice(0, 10);
