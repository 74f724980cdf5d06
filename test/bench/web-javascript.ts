/** How much JavaScript the built page is, as the hub sends it: gzipped, each file by itself, as `web-ui/write-gzipped.ts` laid it there. */
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const DIST = fileURLToPath(new URL("../../web-ui/dist", import.meta.url));
/** The service worker lies beside the rest. */
const PAGE_WORKER = "page-worker.js";
/** Lists of words that guessers use: data, loaded only where a passphrase is chosen. */
const DICTIONARIES = "judge-worker";

export interface MeasuredJavaScript {
  /** What the page asks for itself, and the words of the door. */
  readonly doorBytes: number;
  readonly wholeBytes: number;
  readonly dictionaryBytes: number;
  readonly files: number;
  readonly largest: string;
  readonly largestBytes: number;
}

/** @returns of the smallest, which nobody packed, what they would come to */
const sentBytes = async (file: string): Promise<number> =>
  existsSync(`${file}.gz`)
    ? (await stat(`${file}.gz`)).size
    : gzipSync(await readFile(file), { level: 9 }).byteLength;

/** All of it in the language that is largest: nobody loads two. */
export async function measureJavaScript(dist = DIST): Promise<MeasuredJavaScript> {
  const assets = (await readdir(`${dist}/assets`)).filter((name) => name.endsWith(".js"));
  const names = [...assets.map((name) => `assets/${name}`), PAGE_WORKER];
  const page = await readFile(`${dist}/index.html`, "utf8");
  if (assets.length === 0) throw new Error("the page was not built: run `npm run build`");
  const files = await Promise.all(
    names.map(async (path) => ({
      path,
      name: path.replace("assets/", ""),
      bytes: await sentBytes(`${dist}/${path}`),
    })),
  );
  const languageOf = ({ name }: { name: string }) =>
    /^(?:first-words|words|problems|report)-([a-z]{2})-/.exec(name)?.[1];
  const languages = [...new Set(files.map(languageOf))].filter((language) => language !== undefined);
  const isDictionary = ({ name }: { name: string }) => name.startsWith(DICTIONARIES);
  const sum = (some: typeof files) => some.reduce((total, { bytes }) => total + bytes, 0);
  const spoken = (language: string) =>
    files.filter((file) => !isDictionary(file) && [undefined, language].includes(languageOf(file)));
  const [counted = []] = languages.map(spoken).toSorted((one, other) => sum(other) - sum(one));
  const [largest] = counted.toSorted((one, other) => other.bytes - one.bytes);
  const isOfDoor = ({ path, name }: { path: string; name: string }) =>
    page.includes(`"/${path}"`) || name.startsWith("first-words-");
  return {
    doorBytes: sum(counted.filter(isOfDoor)),
    wholeBytes: sum(counted),
    dictionaryBytes: sum(files.filter(isDictionary)),
    files: counted.length,
    largest: largest?.name ?? "",
    largestBytes: largest?.bytes ?? 0,
  };
}
