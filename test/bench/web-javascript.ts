/** How much JavaScript the built page is, as the hub sends it: gzipped, each file by itself. */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ASSETS = fileURLToPath(new URL("../../web-ui/dist/assets", import.meta.url));
/** Lists of words that guessers use: data, loaded only where a passphrase is chosen. */
const DICTIONARIES = "judge-worker";

export interface MeasuredJavaScript {
  readonly wholeBytes: number;
  readonly dictionaryBytes: number;
  readonly files: number;
  readonly largest: string;
  readonly largestBytes: number;
}

/** All of it in the language that is largest: nobody loads two. */
export async function measureJavaScript(): Promise<MeasuredJavaScript> {
  const names = (await readdir(ASSETS)).filter((name) => name.endsWith(".js"));
  if (names.length === 0) throw new Error("the page was not built: run `npm run build`");
  const files = await Promise.all(
    names.map(async (name) => ({
      name,
      bytes: gzipSync(await readFile(`${ASSETS}/${name}`), { level: 9 }).byteLength,
    })),
  );
  const languageOf = ({ name }: { name: string }) => /^(?:words|problems|report)-([a-z]{2})-/.exec(name)?.[1];
  const languages = [...new Set(files.map(languageOf))].filter((language) => language !== undefined);
  const isDictionary = ({ name }: { name: string }) => name.startsWith(DICTIONARIES);
  const sum = (some: typeof files) => some.reduce((total, { bytes }) => total + bytes, 0);
  const spoken = (language: string) =>
    files.filter((file) => !isDictionary(file) && [undefined, language].includes(languageOf(file)));
  const [counted = []] = languages.map(spoken).toSorted((one, other) => sum(other) - sum(one));
  const [largest] = counted.toSorted((one, other) => other.bytes - one.bytes);
  return {
    wholeBytes: sum(counted),
    dictionaryBytes: sum(files.filter(isDictionary)),
    files: counted.length,
    largest: largest?.name ?? "",
    largestBytes: largest?.bytes ?? 0,
  };
}
