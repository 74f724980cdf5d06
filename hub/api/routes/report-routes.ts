/** What strangers tell the household: the two addresses under `/.well-known/`, and what a guardian does with it. */
import { reportList, reportReceipt, reportRequest, reportTask } from "../../contract/report.ts";
import {
  REPORT_FORM,
  REPORT_TASK,
  SECURITY_TXT,
  WORK_BITS,
  WORK_ROUNDS,
} from "../../contract/report-limits.ts";
import { acknowledgeReport, listReports } from "../../use-cases/acknowledge-report.ts";
import type { House } from "../../use-cases/house.ts";
import { takeReport } from "../../use-cases/take-report.ts";
import { bodyOf, idOf, sessionOf } from "../call-facts.ts";
import { HttpRefused } from "../errors.ts";
import { jsonBody, type Route } from "../route.ts";
import { renderSecurityTxt } from "../security-txt.ts";
import { plainBytes } from "../serve-page-file.ts";

/** Below `/.well-known` (RFC 8615), for anybody. */
export const WELL_KNOWN_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: SECURITY_TXT,
    policy: "anybody",
    isLinked: true,
    summary: "Whom to tell about a weakness (RFC 9116)",
    body: { kind: "none" },
    answer: { kind: "bytes", type: "text/plain; charset=utf-8" },
    handle: async ({ house, origin }) => {
      const text = renderSecurityTxt(origin, house.clock.now(), await lastSeen(house));
      return { kind: "bytes", bytes: new TextEncoder().encode(text) };
    },
  },
  {
    method: "GET",
    path: REPORT_FORM,
    policy: "anybody",
    isLinked: true,
    summary: "The form, a page of its own",
    body: { kind: "none" },
    answer: { kind: "bytes", type: "text/html; charset=utf-8" },
    handle: async ({ page }) => {
      const form = page.get("/report.html");
      if (form === undefined) throw new HttpRefused("http.not-found", "the form was not built");
      return { kind: "bytes", bytes: await plainBytes(form) };
    },
  },
  {
    method: "GET",
    path: REPORT_TASK,
    policy: "anybody",
    summary: "What the next report has to work on",
    body: { kind: "none" },
    answer: { kind: "json", schema: reportTask },
    handle: async ({ house }) => ({
      kind: "json",
      value: { ...house.reportGate.task(), rounds: WORK_ROUNDS, bits: WORK_BITS },
    }),
  },
  {
    method: "POST",
    path: REPORT_FORM,
    policy: "anybody",
    summary: "Tell the household something; answered when it is on the disk",
    body: jsonBody(reportRequest),
    answer: { kind: "json", schema: reportReceipt, status: 201 },
    handle: async (call) => {
      const { id, at } = await takeReport(call.house, bodyOf(call, reportRequest));
      return { kind: "json", value: { id, at: new Date(at).toISOString() }, status: 201 };
    },
  },
];

export const REPORT_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/reports",
    policy: "guardian",
    summary: "What strangers told the household, newest first",
    body: { kind: "none" },
    answer: { kind: "json", schema: reportList },
    handle: async (call) => ({ kind: "json", value: listReports(call.house, sessionOf(call).person) }),
  },
  {
    method: "POST",
    path: "/reports/:id/read",
    policy: "guardian",
    summary: "Say that one has read a report",
    body: { kind: "none" },
    answer: { kind: "nothing" },
    handle: async (call) => {
      await acknowledgeReport(call.house, idOf(call), sessionOf(call).person);
      return { kind: "nothing" };
    },
  },
];

/** The latest time that was written down; 0 on a new hub. */
async function lastSeen({ messages, reports, household }: House): Promise<number> {
  const [newest] = await messages.newest(1);
  const times = [
    ...household.sessions().map(({ createdAt }) => createdAt),
    ...reports.all().map(({ at }) => at),
    newest?.createdAt ?? 0,
  ];
  return Math.max(0, ...times);
}
