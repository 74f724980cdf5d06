/** What somebody who pastes one line gets: a signed release with a package beside it, in a folder for each way in which it may be wrong. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ProjectOfTest, ProjectSigner } from "./project-keys.ts";

const run = promisify(execFile);
/** What judges signatures, as Debian has it: kept, like the clean Debian that it is put into. */
const KEPT = "/var/cache/pawpost-tests/minisign-packages";
const DAY = 86_400_000;

/** A folder from which apt installs minisign, as from Debian: `deb [trusted=yes] file:<folder> ./` */
export async function offerMinisign(folder: string): Promise<void> {
  if (!existsSync(KEPT)) {
    const partial = `${KEPT}.partial`;
    await mkdir(partial, { recursive: true });
    await run("apt-get", ["download", "-q", "minisign", "libsodium23"], { cwd: partial });
    await rename(partial, KEPT).catch(() => undefined); // another was quicker
  }
  cpSync(KEPT, folder, { recursive: true });
  const rows: string[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { stdout } = await run("dpkg-deb", ["-f", path]);
    const { bytes, sha256 } = await measure(path);
    rows.push(`${stdout.trim()}\nFilename: ./${name}\nSize: ${bytes}\nSHA256: ${sha256}\n`);
  }
  await writeFile(join(folder, "Packages"), rows.join("\n"));
}

interface Offer {
  readonly version?: string;
  readonly expires?: number;
  readonly kind?: string;
  readonly by?: readonly ProjectSigner[];
}

/** @param deb the package, which lies in that folder then */
export async function offerPackage(
  folder: string,
  deb: string,
  project: ProjectOfTest,
  { version = "0.1.0", expires = Date.now() + DAY, kind = "pawpost-release-1", by }: Offer = {},
): Promise<void> {
  const file = deb.split("/").at(-1) ?? "";
  await mkdir(folder, { recursive: true });
  if (!existsSync(join(folder, file))) cpSync(deb, join(folder, file));
  const machine = process.arch === "x64" ? "amd64" : "arm64";
  const release = {
    kind,
    counter: 1,
    version,
    from: "0.1.0",
    issued: new Date(Math.min(Date.now(), expires) - DAY).toISOString(),
    expires: new Date(expires).toISOString(),
    advisories: [],
    builds: [{ machine, file: `pawpost-${version}-${machine}.tar.gz`, bytes: 1, sha256: "0".repeat(64) }],
    packages: [{ machine, file, ...(await measure(deb)) }],
  };
  const text = `${JSON.stringify(release, undefined, 2)}\n`;
  await writeFile(join(folder, "release.json"), project.signed(text, by));
}

async function measure(path: string) {
  const hash = createHash("sha256").update(await readFile(path));
  return { bytes: (await stat(path)).size, sha256: hash.digest("hex") };
}
