import { SETTINGS } from "./settings.ts";

/** `docs/configuration.md`, from the table. */
export function renderSettingsPage(): string {
  const rows = Object.values(SETTINGS as Record<string, (typeof SETTINGS)[keyof typeof SETTINGS]>).map(
    ({ env, file, schema, doc }) => {
      const standard: unknown = schema.safeParse(undefined).data;
      return `| ${file === undefined ? "-" : `\`${file}\``} | \`${env}\` | ${standard === undefined ? "-" : `\`${String(standard)}\``} | ${doc.replaceAll("|", "\\|")} |`;
    },
  );
  return [
    "# Settings of the hub",
    "",
    "From `config.yaml` in the data folder (or the file that `PAWPOST_CONFIG` names), each overridden by its environment",
    "variable. The file may say `version: 1`. An unknown key or a bad value stops the start and names the problem.",
    "",
    "| key | environment | default | what it is |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
