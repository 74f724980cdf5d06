import {
  countersignatureList,
  countersignRequest,
  ledgerNews,
  ledgerPage,
} from "../../contract/ledger-head.ts";
import { listCountersignatures, takeCountersignature } from "../../use-cases/countersign-ledger.ts";
import { ledgerAfter, ledgerBefore } from "../../use-cases/read-ledger.ts";
import { bodyOf, sessionOf } from "../call-facts.ts";
import { HttpRefused } from "../errors.ts";
import { type Call, jsonBody, type Route } from "../route.ts";

const none = { kind: "none" } as const;

function numberOf({ query }: Call, name: string, least: number): number {
  const text = query.get(name) ?? "";
  const number = /^[0-9]{1,15}$/.test(text) ? Number(text) : -1;
  if (number < least) throw new HttpRefused("http.malformed", `\`${name}\` is no number of an entry`);
  return number;
}

export const LEDGER_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/ledger",
    policy: "guardian",
    summary: "Who heard what and who changed what: 100 entries at a time, newest first",
    query: { before: "Number of the entry to go on from" },
    body: none,
    answer: { kind: "json", schema: ledgerPage },
    handle: async (call) => ({
      kind: "json",
      value: await ledgerBefore(call.house, numberOf(call, "before", 1)),
    }),
  },
  {
    method: "GET",
    path: "/ledger/after",
    policy: "guardian",
    summary: "What follows an entry, and the end of the ledger, signed by the hub",
    query: { number: "Number of the entry that is known; 0 for none" },
    body: none,
    answer: { kind: "json", schema: ledgerNews },
    handle: async (call) => ({
      kind: "json",
      value: await ledgerAfter(call.house, numberOf(call, "number", 0)),
    }),
  },
  {
    method: "GET",
    path: "/ledger/countersignatures",
    policy: "guardian",
    summary: "How far guardians’ devices have checked the ledger",
    body: none,
    answer: { kind: "json", schema: countersignatureList },
    handle: async ({ house }) => ({
      kind: "json",
      value: { countersignatures: await listCountersignatures(house) },
    }),
  },
  {
    method: "POST",
    path: "/ledger/countersignatures",
    policy: "guardian",
    summary: "Say how far this device has checked the ledger, or that it saw another one",
    body: jsonBody(countersignRequest),
    answer: { kind: "nothing" },
    handle: async (call) => {
      const { countersignature } = bodyOf(call, countersignRequest);
      await takeCountersignature(call.house, sessionOf(call), countersignature);
      return { kind: "nothing" };
    },
  },
];
