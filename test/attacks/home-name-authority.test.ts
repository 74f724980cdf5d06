/**
 * Who has all keys of a home name's authority, from a hub that was taken over, signs for other names: a phone of the family believes
 * that authority, and would believe them. It does not: openssl refuses them by the constraint in the authority's own certificates, and so does
 * Chromium (where the machine has `certutil`, by which one is told what to believe). Without the constraint both believe them; without it in the
 * root alone, as for whoever does not look for it there, nobody does.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as asItIs from "../../hub/certificates/home-authority.ts";
import type { HomeAuthority } from "../../hub/ports/home-notes.ts";
import { openBrowserBelieving } from "../support/browser.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const NAME = "pawpost-abcdefgh.local";
const BANK = "bank.example";
const LOOPBACK = "127.0.0.1";
const FILE = "hub/certificates/home-authority.ts";
const IN_ROOT = {
  file: FILE,
  find: "rootKeys.publicKey, 1, [constraints]",
  replace: "rootKeys.publicKey, 1, []",
};
const IN_SIGNER = { file: FILE, find: "keys.publicKey, 0, [constraints]", replace: "keys.publicKey, 0, []" };
const ADDRESSES = {
  file: FILE,
  find: "[der(0xa0, own), der(0xa1, networks(EVERYWHERE))]",
  replace: "[der(0xa0, own)]",
};

const owned = new AsyncDisposableStack();
let folder: string;
let real: HomeAuthority;
/** Made where the barrier is not there. */
let unconstrained: HomeAuthority;
/** Made where it does not stand in the root. */
let freeRoot: HomeAuthority;
/** Made where names are constrained, and addresses in numbers are not spoken of. */
let namesOnly: HomeAuthority;

beforeAll(async () => {
  folder = owned.use(await makeTempDir()).path;
  real = await asItIs.makeHomeAuthority(NAME);
  const makeWithout = async (...patches: readonly Patch[]) => {
    await using copy = await makePatchedCopy(patches);
    return (await copy.load<typeof asItIs>(FILE)).makeHomeAuthority(NAME);
  };
  unconstrained = await makeWithout(IN_ROOT, IN_SIGNER);
  freeRoot = await makeWithout(IN_ROOT);
  namesOnly = await makeWithout(ADDRESSES);
});
afterAll(() => owned.disposeAsync());

let made = 0;
/** As a thief does: no program of ours takes part. @param who as openssl writes it, `DNS:bank.example` */
async function sign(authority: HomeAuthority, who: string) {
  made += 1;
  const at = (kind: string) => join(folder, `${made}-${kind}.pem`);
  await writeFile(at("root"), authority.root);
  await writeFile(at("ca"), authority.certificate);
  await writeFile(at("ca-key"), authority.key, { mode: 0o600 });
  await writeFile(
    at("extensions"),
    `subjectAltName=${who}\nextendedKeyUsage=serverAuth\nbasicConstraints=critical,CA:FALSE\n`,
  );
  const openssl = (...words: string[]) => execFileSync("openssl", words, { stdio: "pipe", encoding: "utf8" });
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/O=thief"];
  openssl("req", "-new", ...curve, "-keyout", at("key"), "-out", at("request"));
  const by = ["-CA", at("ca"), "-CAkey", at("ca-key"), "-set_serial", "7", "-days", "30"];
  openssl("x509", "-req", "-in", at("request"), ...by, "-extfile", at("extensions"), "-out", at("leaf"));
  return { root: at("root"), ca: at("ca"), leaf: at("leaf"), key: at("key") };
}

/** @returns what openssl says of it, told to believe that authority and no other */
async function judge(authority: HomeAuthority, who: string): Promise<string> {
  const { root, ca, leaf } = await sign(authority, who);
  try {
    const words = [
      "-purpose",
      "sslserver",
      "-no-CApath",
      "-no-CAstore",
      "-CAfile",
      root,
      "-untrusted",
      ca,
      leaf,
    ];
    return execFileSync("openssl", ["verify", ...words], { stdio: "pipe", encoding: "utf8" });
  } catch (error) {
    return String((error as { stderr?: string }).stderr);
  }
}

describe("openssl", () => {
  test("believes it for the home name", async () => {
    expect(await judge(real, `DNS:${NAME}`)).toMatch(/: OK\n$/);
    const own = await asItIs.issueHomeCertificate(real, NAME, Date.now());
    const [ca, leaf] = [join(folder, "own-ca.pem"), join(folder, "own-leaf.pem")];
    await writeFile(ca, real.root);
    await writeFile(leaf, own.chain);
    const strictly = ["verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", NAME];
    expect(
      execFileSync("openssl", [...strictly, "-CAfile", ca, "-untrusted", leaf, leaf], { encoding: "utf8" }),
    ).toMatch(/: OK\n$/);
  });

  test.each([
    ["another name", `DNS:${BANK}`, /permitted subtree violation/],
    ["another name beside its own", `DNS:${NAME},DNS:${BANK}`, /permitted subtree violation/],
    ["everything", "DNS:*", /permitted subtree violation|unsupported name constraint/],
    ["everything under local", "DNS:*.local", /permitted subtree violation/],
    ["an address of the house", "IP:192.168.1.1", /excluded subtree violation/],
    ["an address of the world", "IP:2001:db8::1", /excluded subtree violation/],
  ])("does not for %s", async (_, who, says) => {
    expect(await judge(real, who)).toMatch(says);
    expect(await judge(freeRoot, who)).toMatch(says);
    expect(await judge(unconstrained, who)).toMatch(/: OK\n$/);
  });

  test("would for addresses, were only names spoken of", TAKES_BARRIER_OUT, async () => {
    expect(await judge(namesOnly, `DNS:${BANK}`)).toMatch(/permitted subtree violation/);
    expect(await judge(namesOnly, "IP:192.168.1.1")).toMatch(/: OK\n$/);
  });
});

const CERTUTIL = [process.env.CERTUTIL, "/usr/bin/certutil"].find(
  (path) => path !== undefined && existsSync(path),
);

describe.skipIf(CERTUTIL === undefined)("Chromium", () => {
  /** What a family member's browser makes of a page by that name, with that certificate. */
  async function open(authority: HomeAuthority, host: string, who: string): Promise<string> {
    const { root, ca, leaf, key } = await sign(authority, who);
    const home = join(folder, `home-${made}`);
    const base = `sql:${join(home, ".pki/nssdb")}`;
    await mkdir(join(home, ".pki/nssdb"), { recursive: true });
    const certutil = (...words: string[]) =>
      execFileSync(CERTUTIL ?? "", ["-d", base, ...words], { stdio: "pipe" });
    certutil("-N", "--empty-password");
    certutil("-A", "-n", "home", "-t", "C,,", "-i", root);
    const server = createServer(
      { cert: Buffer.concat([await readFile(leaf), await readFile(ca)]), key: await readFile(key) },
      (_, response) => response.end("in"),
    );
    await new Promise<void>((listening) => server.listen(0, LOOPBACK, listening));
    const browser = await openBrowserBelieving(home);
    try {
      const page = await browser.newPage();
      await page.goto(`https://${host}:${(server.address() as AddressInfo).port}/`);
      return (await page.textContent("body")) ?? "";
    } catch (error) {
      return String((error as Error).message);
    } finally {
      await browser.close();
      server.closeAllConnections();
      server.close();
    }
  }

  test(
    "believes it for the home name",
    async () => expect(await open(real, NAME, `DNS:${NAME}`)).toBe("in"),
    60_000,
  );

  test.each([
    ["another name", BANK, `DNS:${BANK}`],
    ["an address in numbers", LOOPBACK, `IP:${LOOPBACK}`],
  ])(
    "does not for %s",
    async (_, host, who) => {
      expect(await open(real, host, who)).toMatch(/ERR_CERT_/);
      expect(await open(freeRoot, host, who)).toMatch(/ERR_CERT_/);
      expect(await open(unconstrained, host, who)).toBe("in");
    },
    60_000,
  );
});
