import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { onlyNameOf } from "./only-name-of.ts";

const certificateFor = (...names: readonly string[]): string => {
  const altNames = names.map((name) => `DNS:${name}`).join(",");
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const named = ["-subj", "/CN=test", ...(names.length > 0 ? ["-addext", `subjectAltName=${altNames}`] : [])];
  return execFileSync("openssl", ["req", "-x509", ...curve, ...named, "-keyout", "/dev/null"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
};

test.each([
  ["one name", ["a.hub.family.example"], "a.hub.family.example"],
  ["all names below one", ["*.hub.family.example"], null],
  ["several", ["a.hub.family.example", "b.hub.family.example"], null],
  ["none", [], null],
] as const)("of a certificate for %s", (_, names, only) => {
  expect(onlyNameOf(certificateFor(...names))).toBe(only);
});
