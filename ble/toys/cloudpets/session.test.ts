/** The session with a simulated toy on the virtual air, over the real noble. */
import { onTestFinished } from "vitest";
import { toySessionContract } from "../../../test/contracts/toy-session.contract.ts";
import { holds, openDriverRig } from "../../../test/support/driver-rig.ts";

toySessionContract(async () => {
  const rig = await openDriverRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  const session = await rig.connect();
  return {
    session,
    journal: rig.journal,
    uploads: () => rig.toy.model.uploads.length,
    holds: ({ bytes }) => holds(rig, bytes),
    press: (paw) => rig.toy.press(paw),
    cut: () => rig.hub.cut(),
  };
});
