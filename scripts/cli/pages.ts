/** The pages of docs/ that are made from the code. A test renders each again and compares. */
import { renderApiPage } from "../../hub/api/render-api-page.ts";
import { configSchema } from "../../hub/config/config-schema.ts";
import { renderSettingsPage } from "../../hub/config/render-settings-page.ts";
import { renderConformancePage } from "../conformance/render-conformance-page.ts";
import { renderDoctorPage } from "../doctor/render-doctor-page.ts";
import { renderCliPage } from "./render-cli-page.ts";
import { renderManPage } from "./shell/render-man-page.ts";

export interface Page {
  /** From the root of the clone. */
  readonly name: string;
  readonly path: URL;
  render(): Promise<string> | string;
}

const page = (name: string, render: Page["render"]): Page => ({
  name,
  path: new URL(`../../${name}`, import.meta.url),
  render,
});

export const PAGES: readonly Page[] = [
  page("docs/api.md", renderApiPage),
  page("docs/cli.md", renderCliPage),
  page("docs/pawpost.1", renderManPage),
  page("docs/configuration.md", renderSettingsPage),
  page("docs/doctor.md", renderDoctorPage),
  page("docs/conformance/etsi-en-303-645.md", renderConformancePage),
  page("docs/config.schema.json", () => `${JSON.stringify(configSchema(), null, 2)}\n`),
];
