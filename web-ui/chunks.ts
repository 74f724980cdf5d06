/**
 * Into which files the page is cut. Left alone, every module that two screens share becomes a file of its own, and sixty small files cost
 * more on a slow line than their bytes do. A group is what one place brings with it, less what a group above it has:
 *
 *   first-words-…  of each language, what the door says (`src/words/…/first-words.ts`)
 *   start     what `main.tsx` needs to ask for the rest, and what the form for strangers shares with the page
 *   preact    what draws
 *   zod       schemas' library, and what keeps it from `eval`
 *   shared    what workers share with the page: schemas, the contract
 *   age       sealing and opening; fetched by the first who needs it
 *   door      until somebody is signed in
 *   inside    from then on
 *   ways      other ways in, and what guards them
 *   settings  what else the menu leads to
 *   relative  a relative's page, and how one comes to it
 *
 * Screens that few visits need stay files of their own.
 */
import { fileURLToPath } from "node:url";
import type { Plugin, Rolldown } from "vite";

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));
/** In no group: it waits for the others, and would wait for itself. */
const MAIN = at("src/main.tsx");
const GRAMMAR = at("src/words/grammar.ts");
const DOOR = [at("src/app.tsx")];
const INSIDE = [at("src/inside.ts")];
/** Other ways in, and what is behind them. */
const WAYS = [
  "screens/lost-passphrase-screen.tsx",
  "screens/start-anew-screen.tsx",
  "screens/started-anew-screen.tsx",
  "screens/ways-in-screen.tsx",
  "screens/lock-screen.tsx",
  "screens/old-recordings-screen.tsx",
  "screens/hand-over-screen.tsx",
  "parts/hand-over-form.tsx",
  "parts/step-up-dialog.tsx",
  "actions/claim-hub.ts",
].map((file) => at(`src/${file}`));
/** What the menu leads to. */
const SETTINGS = [
  "screens/settings-screen.tsx",
  "screens/erased-screen.tsx",
  "screens/devices-screen.tsx",
  "screens/help-screen.tsx",
  "screens/times-screen.tsx",
  "screens/people-screen.tsx",
  "screens/safety-screen.tsx",
  "screens/toys-screen.tsx",
  "screens/rooms-screen.tsx",
  "screens/kept-screen.tsx",
  "screens/library-screen.tsx",
  "screens/timeline-screen.tsx",
].map((file) => at(`src/${file}`));
/** A relative's page, and how one comes to it. */
const RELATIVE = ["screens/relative-screen.tsx", "screens/join-screen.tsx", "actions/join.ts"].map((file) =>
  at(`src/${file}`),
);
const STRANGERS = [at("src/report/main.ts")];
/** age comes there when it is needed; what it reads letters with is the page's, too. */
const WORKERS = [
  at("src/clips/clip-worker.ts"),
  at("src/keys/passphrase-worker.ts"),
  at("src/keys/age-letters.ts"),
];

type Group = Rolldown.CodeSplittingGroup;
type Graph = Parameters<Exclude<Group["name"], string>>[1];

/** Everything that one of the files brings with it, lazily imported files left out. */
function broughtBy(files: readonly string[], graph: Graph): ReadonlySet<string> {
  const found = new Set(files);
  for (const id of found) for (const next of graph.getModuleInfo(id)?.importedIds ?? []) found.add(next);
  return found;
}

type Places = ReturnType<typeof findPlaces>;

function findPlaces(graph: Graph) {
  const [door, inside] = [broughtBy(DOOR, graph), broughtBy(INSIDE, graph)];
  return {
    // Grammar: what every language's words begin with.
    start: broughtBy([MAIN, GRAMMAR], graph),
    strangers: broughtBy(STRANGERS, graph),
    workers: broughtBy(WORKERS, graph),
    page: new Set([...door, ...inside]),
    door,
    inside,
    ways: broughtBy(WAYS, graph),
    settings: broughtBy(SETTINGS, graph),
    relative: broughtBy(RELATIVE, graph),
  };
}

/** A build has one graph, and asks for each module in turn. */
const found = new WeakMap<Graph, Places>();
function placesIn(graph: Graph): Places {
  const places = found.get(graph) ?? findPlaces(graph);
  found.set(graph, places);
  return places;
}

/** In the order of their priority. */
const RULES: readonly (readonly [name: string, has: (id: string, places: Places) => boolean])[] = [
  [
    "start",
    (id, { start, strangers, page }) => id !== MAIN && (start.has(id) || (strangers.has(id) && page.has(id))),
  ],
  ["preact", (id) => /\/node_modules\/(preact|@preact)\//.test(id)],
  // Together, so that zod is told not to try `eval` before a file with schemas runs.
  ["zod", (id) => /\/node_modules\/zod\/|\/src\/no-eval\.ts$/.test(id)],
  ["shared", (id, { workers, page }) => workers.has(id) && page.has(id)],
  ["age", (id) => /\/node_modules\/(age-encryption|@noble)\/|\/keys\/age-letters\.ts$/.test(id)],
  ["door", (id, { door }) => door.has(id)],
  ["inside", (id, { inside }) => inside.has(id)],
  ["ways", (id, { ways }) => ways.has(id)],
  ["settings", (id, { settings }) => settings.has(id)],
  ["relative", (id, { relative }) => relative.has(id)],
];

const FIRST_WORDS = /\/src\/words\/([A-Za-z-]+)\/(?:first-words|door|amounts)\.ts$/;

const groups = RULES.map(
  ([name, has], place): Group => ({
    name: (id, graph) => (has(id, placesIn(graph)) ? name : null),
    debugName: name,
    priority: RULES.length - place,
  }),
);

/** Each takes along what it imports, unless a group before it has that: grammar, which is every language's, is there by `start`. */
const firstWords: Group = {
  name: (id) => {
    const [, language] = FIRST_WORDS.exec(id) ?? [];
    return language === undefined ? null : `first-words-${language}`;
  },
  debugName: "first-words",
  priority: RULES.length - 0.5,
};

export const CHUNKS: readonly Group[] = [...groups, firstWords];

/** A file of words says whose they are. */
export function chunkFileNames({ name, facadeModuleId }: Rolldown.PreRenderedChunk): string {
  const language = /\/words\/([A-Za-z-]+)\/[a-z-]+\.ts$/.exec(facadeModuleId ?? "")?.[1];
  return `assets/${language === undefined || name.endsWith(`-${language}`) ? name : `${name}-${language}`}-[hash].js`;
}

/** What the door needs comes together with the page, not after what asks for it. */
const PRELOADED: ReadonlySet<string> = new Set(["start", "preact", "zod", "shared", "door"]);

/** What is there before anything else can be asked for: no file names it as what it needs. */
export const isOfDoor = (path: string): boolean => {
  const name = /^assets\/(.+)-[\w-]{8}\.js$/.exec(path)?.[1];
  return name !== undefined && PRELOADED.has(name);
};

export const preloadDoor = (): Plugin => ({
  name: "preload-door",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle = {}, path }) {
      if (path !== "/index.html") return [];
      return Object.values(bundle)
        .filter((file) => file.type === "chunk" && PRELOADED.has(file.name) && !html.includes(file.fileName))
        .map(({ fileName }) => ({
          tag: "link",
          attrs: { rel: "modulepreload", crossorigin: true, href: `/${fileName}` },
          injectTo: "head",
        }));
    },
  },
});
