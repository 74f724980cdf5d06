import { sessionInfo } from "../../contract/api.ts";
import { deviceList, signOutDevice, signOutOthers } from "../../contract/devices.ts";
import { listDevices } from "../../use-cases/list-devices.ts";
import { signOutDevices } from "../../use-cases/sign-out-devices.ts";
import { viewAway } from "../../use-cases/view-away.ts";
import { viewHomePage } from "../../use-cases/view-home-page.ts";
import { bodyOf, sessionOf } from "../call-facts.ts";
import { type Call, jsonBody, type Route } from "../route.ts";

const signOut = async (call: Call, wish: Parameters<typeof signOutDevices>[3]) => {
  await signOutDevices(call.house, call.access, sessionOf(call), wish);
  return { kind: "json", value: await call.access.describe(sessionOf(call)) } as const;
};

export const DEVICE_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/devices",
    policy: "guardian",
    summary:
      "Your own devices: where you are signed in, and whose stamps count as yours; whether the hub is reached from anywhere; and where it is opened at home without Internet",
    body: { kind: "none" },
    answer: { kind: "json", schema: deviceList },
    handle: async (call) => {
      const isOpen = (session: string) => call.streams.isOpen(session);
      const devices = await listDevices(call.house, sessionOf(call), isOpen);
      return { kind: "json", value: { devices, away: viewAway(call.house), home: viewHomePage(call.house) } };
    },
  },
  {
    method: "POST",
    path: "/devices/sign-out",
    policy: "guardian",
    summary: "Sign out another device of yours, and take it out of the roster",
    body: jsonBody(signOutDevice),
    answer: { kind: "json", schema: sessionInfo },
    handle: (call) => {
      const { device, entries } = bodyOf(call, signOutDevice);
      return signOut(call, { devices: [device], entries });
    },
  },
  {
    method: "POST",
    path: "/devices/sign-out-others",
    policy: "guardian",
    summary: "The same for every device of yours but this one",
    body: jsonBody(signOutOthers),
    answer: { kind: "json", schema: sessionInfo },
    handle: (call) => {
      const { entries } = bodyOf(call, signOutOthers);
      return signOut(call, { devices: "all-others", entries });
    },
  },
];
