import { expect, test } from "vitest";
import { SETTINGS } from "../config/settings.ts";
import { allowedTargets } from "./allowed-targets.ts";

const byDefault = {
  acmeDirectory: SETTINGS.acmeDirectory.schema.parse(undefined),
  certificateWatch: SETTINGS.certificateWatch.schema.parse(undefined),
  dnsUpdate: undefined,
  advisories: SETTINGS.advisories.schema.parse(undefined),
  releases: SETTINGS.releases.schema.parse(undefined),
};

test("a hub whose settings say nothing has two machines dialled, and no other", () => {
  expect(allowedTargets(byDefault)).toEqual(["acme-v02.api.letsencrypt.org:443", "api.certspotter.com:443"]);
});

test("what the settings name takes their place, and what they switch off is not dialled", () => {
  const own = { ...byDefault, acmeDirectory: "https://ca.example:14000/dir", dnsUpdate: "ns1.example:53" };
  expect(allowedTargets({ ...own, certificateWatch: "off" })).toEqual(["ca.example:14000", "ns1.example:53"]);
  expect(
    allowedTargets({ ...byDefault, certificateWatch: "https://monitor.example/v1/issuances" }),
  ).toContain("monitor.example:443");
  expect(allowedTargets({ ...byDefault, advisories: "https://project.example/a.json" })).toContain(
    "project.example:443",
  );
  expect(allowedTargets({ ...byDefault, releases: "https://new.example/release.json" })).toContain(
    "new.example:443",
  );
});
