import { onTestFinished } from "vitest";
import { deliveryJournalOn } from "../../ble/journal/delivery-journal.ts";
import { toySessionContract } from "../contracts/toy-session.contract.ts";
import { memoryJournal } from "./memory-journal.ts";
import { PlayedToy } from "./played-toy.ts";

toySessionContract(async () => {
  const toy = new PlayedToy();
  const journal = deliveryJournalOn(memoryJournal());
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort(new Error("the test is over")));
  let paw = Promise.withResolvers<"play" | "record">();
  toy.paw = paw.promise;
  return {
    session: toy.connect(journal, stopping.signal, () => undefined),
    journal,
    uploads: () => toy.uploads,
    holds: ({ sha256 }) => toy.holds?.sha256 === sha256,
    async press(which) {
      paw.resolve(which);
      paw = Promise.withResolvers();
      toy.paw = paw.promise;
    },
    cut: () => toy.drop(),
  };
});
