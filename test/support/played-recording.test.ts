import { describe } from "vitest";
import { takeStoreContract } from "../contracts/take-store.contract.ts";
import { PlayedTakeStore } from "./played-recording.ts";

describe("the store that tests play", () => takeStoreContract(async () => new PlayedTakeStore()));
