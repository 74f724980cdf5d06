/**
 * The sentences that the push worker knows, in every language: it starts without the page, loads nothing, and has room for a few
 * short ones of each.
 */
import type { PushKind } from "../../../hub/contract/push-body.ts";
import { PUSH_NOTICES as de } from "./de/push-notices.ts";
import { PUSH_NOTICES as en } from "./en/push-notices.ts";
import type { Language } from "./languages.ts";

export type PushNotices = Readonly<
  Record<PushKind | "ended", { readonly title: string; readonly body: string }>
>;

export const PUSH_NOTICES: Readonly<Record<Language, PushNotices>> = { en, de };
