import { setTimeout as wait } from "node:timers/promises";
import type { HouseState, ToyView } from "../../hub/contract/api.ts";
import { cookieFetch, Guardian } from "./guardian.ts";
import type { RunningStack } from "./running-stack.ts";
import type { ToyHands } from "./toy-hands.ts";

/** Asks until the house is as claimed. @returns that state */
export async function untilHouse(
  guardian: Guardian,
  claim: (house: HouseState) => boolean,
  withinMs = 90_000,
): Promise<HouseState> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const house = await guardian.state();
    if (claim(house)) return house;
    if (Date.now() > deadline) throw new Error(`the house did not come to this: ${claim}`);
    await wait(100);
  }
}

/** Finds the one toy that nobody claimed yet, claims it by its paw, and waits until it is connected. */
export async function claimToy(
  guardian: Guardian,
  hands: Pick<ToyHands, "press">,
  names: { readonly toyName: string; readonly childName: string },
): Promise<ToyView> {
  await untilHouse(guardian, ({ radio, searching }) => radio.online && radio.adapter === "on" && !searching);
  await guardian.client.call("POST", "/toys/search");
  const { candidates } = await untilHouse(guardian, (house) => house.candidates.length > 0);
  const id = candidates[0]?.id;
  await guardian.client.call("POST", `/toys/${id}/claim`, { json: names });
  await untilHouse(guardian, (house) =>
    house.candidates.some((toy) => toy.id === id && toy.claim === "waiting-for-paw"),
  );
  await hands.press("play");
  const { toys } = await untilHouse(guardian, (house) =>
    house.toys.some((toy) => toy.id === id && toy.connected),
  );
  const toy = toys.find((one) => one.id === id);
  if (toy === undefined) throw new Error("no toy");
  return toy;
}

/** A first guardian for a running stack, and its toy found, claimed by its paw, and connected. */
export async function claimBear(
  stack: RunningStack,
  hands: ToyHands,
): Promise<{ guardian: Guardian; toy: ToyView }> {
  const guardian = await Guardian.claim(
    cookieFetch(() => stack.address),
    stack.claimCode,
  );
  const toy = await claimToy(guardian, hands, { toyName: "Bear", childName: "Child" });
  return { guardian, toy };
}
