import { X509Certificate } from "node:crypto";

/** @param chain PEM, a server's own first @returns the name that it is for, where that is one and no wildcard; else `null` */
export function onlyNameOf(chain: string): string | null {
  const names = new X509Certificate(chain).subjectAltName?.split(", ") ?? [];
  const [only] = names.map((name) => name.replace(/^DNS:/, ""));
  return names.length === 1 && only !== undefined && !only.startsWith("*.") ? only : null;
}
