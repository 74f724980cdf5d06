import { randomBytes } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { signCredential } from "./credentials.ts";
import {
  signEnrolHello,
  signHubHello,
  signNodeHello,
  verifyEnrolHello,
  verifyHubHello,
  verifyNodeHello,
} from "./hello.ts";

const [operator, node, otherNode, hub] = [1, 2, 3, 4].map(() => openHubSigner(randomBytes(32))) as [
  Signer,
  Signer,
  Signer,
  Signer,
];
type Signer = ReturnType<typeof openHubSigner>;
/** What the one TLS connection exports, and another one of whoever sits in between. */
const [here, elsewhere] = [randomBytes(32), randomBytes(32)];
const isOperator = (key: string) => key === operator.publicKey;
let credential: string;
let enrolment: string;

beforeAll(async () => {
  credential = await signCredential("node", { v: 1, node: node.publicKey, issuedAt: 0 }, operator);
  const said = { v: 1, hub: hub.publicKey, zone: "family.example", issuedAt: 0 } as const;
  enrolment = await signCredential("enrolment", said, operator);
});

test("each knows the other over the connection that it signed", async () => {
  expect(await verifyNodeHello(await signNodeHello(here, credential, node), here, isOperator)).toBe(
    operator.publicKey,
  );
  const known = await verifyHubHello(
    await signHubHello(here, { session: 7, enrolment }, hub),
    here,
    operator.publicKey,
  );
  expect(known).toMatchObject({ key: hub.publicKey, session: 7 });
  expect(await verifyEnrolHello(await signEnrolHello(here, "code", hub), here)).toEqual({
    key: hub.publicKey,
    code: "code",
  });
});

test("carried to another connection, by who sits in between or at a later time, no hello is worth anything", async () => {
  const other = { code: "wire.other-channel" };
  const fromNode = await signNodeHello(elsewhere, credential, node);
  await expect(verifyNodeHello(fromNode, here, isOperator)).rejects.toMatchObject(other);
  const fromHub = await signHubHello(elsewhere, { session: 1, enrolment }, hub);
  await expect(verifyHubHello(fromHub, here, operator.publicKey)).rejects.toMatchObject(other);
  await expect(verifyEnrolHello(await signEnrolHello(elsewhere, "code", hub), here)).rejects.toMatchObject(
    other,
  );
});

test("another node's credential names nobody, and one kind of hello is not another", async () => {
  await expect(
    verifyNodeHello(await signNodeHello(here, credential, otherNode), here, isOperator),
  ).rejects.toMatchObject({ code: "wire.wrong-relay" });
  await expect(
    verifyEnrolHello(await signHubHello(here, { session: 1, enrolment }, hub), here),
  ).rejects.toMatchObject({ code: "wire.malformed" });
});
