import type { z } from "zod";
import { MAX_JSON_BYTES, sessionInfo } from "../../contract/api.ts";
import { deviceList, signOutDevice, signOutOthers } from "../../contract/devices.ts";
import { listDevices } from "../../use-cases/list-devices.ts";
import { signOutDevices } from "../../use-cases/sign-out-devices.ts";
import { sessionOf } from "../call-facts.ts";
import type { Call, Route } from "../route.ts";

const json = <T extends z.ZodType>(schema: T) =>
  ({ kind: "json", schema, maxBytes: MAX_JSON_BYTES }) as const;

const signOut = async (call: Call, wish: Parameters<typeof signOutDevices>[3]) => {
  await signOutDevices(call.house, call.access, sessionOf(call), wish);
  return { kind: "json", value: await call.access.describe(sessionOf(call)) } as const;
};

export const DEVICE_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/devices",
    policy: "guardian",
    summary: "Your own devices: where you are signed in, and whose stamps count as yours",
    body: { kind: "none" },
    answer: { kind: "json", schema: deviceList },
    handle: async (call) => {
      const isOpen = (session: string) => call.streams.isOpen(session);
      return { kind: "json", value: { devices: await listDevices(call.house, sessionOf(call), isOpen) } };
    },
  },
  {
    method: "POST",
    path: "/devices/sign-out",
    policy: "guardian",
    summary: "Sign out another device of yours, and take it out of the roster",
    body: json(signOutDevice),
    answer: { kind: "json", schema: sessionInfo },
    handle: (call) => {
      const { device, entries } = call.body as z.output<typeof signOutDevice>;
      return signOut(call, { devices: [device], entries });
    },
  },
  {
    method: "POST",
    path: "/devices/sign-out-others",
    policy: "guardian",
    summary: "The same for every device of yours but this one",
    body: json(signOutOthers),
    answer: { kind: "json", schema: sessionInfo },
    handle: (call) => {
      const { entries } = call.body as z.output<typeof signOutOthers>;
      return signOut(call, { devices: "all-others", entries });
    },
  },
];
