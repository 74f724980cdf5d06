/** Plays a certificate authority at the port: orders in memory, certificates that are real, and whatever else a test wants of it. */
import { createPrivateKey, createPublicKey } from "node:crypto";
import "reflect-metadata";
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509";
import type { Authority, Order } from "../../hub/certificates/authority.ts";

interface PlayedOrder {
  status: Order["status"];
  readonly names: readonly string[];
  key?: string;
}

export interface PlayedAuthority extends Authority {
  readonly orders: PlayedOrder[];
  /** Every call, by its name. */
  readonly calls: string[];
  /** Called before each of them; what it throws is thrown. */
  before: (call: string) => void;
  /** Whether what it is shown convinces it. */
  isConvinced: boolean;
  /** What it issues in place of what was ordered. */
  instead: { key?: string; names?: readonly string[] };
  /** How long what it issues is good for, ms. */
  life: number;
}

export function makePlayedAuthority(now: () => number): PlayedAuthority {
  const played: PlayedAuthority = {
    orders: [],
    calls: [],
    before: () => undefined,
    isConvinced: true,
    instead: {},
    life: 90 * 86_400_000,
    open: () => call("open", () => ({ url: "https://ca.example/acct/1", identities: ["ca.example"] })),
    order: (names) =>
      call("order", () => {
        played.orders.push({ status: "pending", names });
        return String(played.orders.length - 1);
      }),
    look: (url) =>
      call("look", () => {
        const order = played.orders[Number(url)];
        return order === undefined ? undefined : view(url, order);
      }),
  };
  const call = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    played.calls.push(name);
    played.before(name);
    return work();
  };
  const view = (url: string, order: PlayedOrder): Order => ({
    url,
    status: order.status,
    names: order.names,
    challenges: () =>
      call("challenges", () =>
        order.names.map((name) => ({
          name: name.replace("*.", ""),
          proof: "p".repeat(43),
          answer: () =>
            call("answer", () => {
              order.status = played.isConvinced ? "ready" : "invalid";
            }),
        })),
      ),
    finish: (key) =>
      call("finish", () => {
        order.key = key;
        order.status = "valid";
      }),
    download: () => call("download", () => issue({ ...order, ...played.instead }, now(), played.life)),
  });
  return played;
}

const EC = { name: "ECDSA", namedCurve: "P-256" } as const;

async function issue({ key = "", names }: PlayedOrder, now: number, life: number): Promise<string> {
  const der = { format: "der" as const };
  const read = createPrivateKey(key);
  const privateKey = await crypto.subtle.importKey(
    "pkcs8",
    read.export({ ...der, type: "pkcs8" }),
    EC,
    true,
    ["sign"],
  );
  const publicKey = await crypto.subtle.importKey(
    "spki",
    createPublicKey(read).export({ ...der, type: "spki" }),
    EC,
    true,
    ["verify"],
  );
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=ca.example",
    keys: { privateKey, publicKey },
    signingAlgorithm: { ...EC, hash: "SHA-256" },
    notBefore: new Date(now - 3_600_000),
    notAfter: new Date(now + life),
    extensions: [
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns" as const, value }))),
    ],
  });
  return certificate.toString("pem");
}
