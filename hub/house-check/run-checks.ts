import type { CheckReport } from "../contract/house-check.ts";
import { type Duration, seconds } from "../domain/duration.ts";
import { HubError } from "../domain/hub-error.ts";
import { type Check, cannotTell, type Finding, type HouseContext, warn } from "./check.ts";

const WITHIN = seconds(10);

class CheckLate extends HubError {
  override readonly name = "CheckLate";
  readonly code = "check.late";
}

/**
 * Runs them all at once, each for as long as it may take. Whatever becomes of one, the others are said.
 * @param told each as soon as it has ended
 */
export function runChecks<Context extends HouseContext>(
  checks: readonly Check<Context>[],
  context: Context,
  told: (report: CheckReport) => void = () => undefined,
): Promise<CheckReport[]> {
  return Promise.all(
    checks.map(async (check) => {
      const report = await runCheck(check, context);
      told(report);
      return report;
    }),
  );
}

async function runCheck<Context extends HouseContext>(
  check: Check<Context>,
  context: Context,
): Promise<CheckReport> {
  const { clock } = context;
  const { id, title, why, within = WITHIN } = check;
  const began = clock.monotonic();
  const finding = await findWithin(check, context, within);
  return {
    id,
    title,
    verdict: finding.verdict,
    says: finding.says,
    why,
    next: ("next" in finding ? finding.next : undefined) ?? null,
    mended: "mended" in finding ? [...(finding.mended ?? [])] : [],
    milliseconds: Math.round(clock.monotonic() - began),
  };
}

async function findWithin<Context extends HouseContext>(
  check: Check<Context>,
  context: Context,
  within: Duration,
): Promise<Finding> {
  const ending = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const stop = context.clock.after(within, () => {
    const reason = new CheckLate(`nothing came of it within ${within / 1_000} s`);
    ending.abort(reason);
    reject(reason);
  });
  try {
    return await Promise.race([check.run(context, ending.signal), late]);
  } catch (error) {
    return findingOf(error, context);
  } finally {
    stop();
    ending.abort();
  }
}

/** Who may not look is no weakness; what nobody foresaw may be one. */
function findingOf(error: unknown, { isInstalled }: HouseContext): Finding {
  const { code, path } = error as { code?: unknown; path?: unknown };
  if (code === "EACCES" || code === "EPERM") {
    const what = typeof path === "string" ? path : "what it looks at";
    return cannotTell(
      `This user may not read ${what}.`,
      isInstalled ? "sudo pawpost doctor" : "Ask as the user who runs Pawpost, or as root.",
    );
  }
  const why = error instanceof Error ? error.message : String(error);
  const name = typeof code === "string" ? ` [${code}]` : "";
  return warn(
    `It could not be looked at${name}: ${why}.`,
    "Try again. If it stays so, PAWPOST_DEBUG=1 before the command says more.",
  );
}
