import type { PeopleList } from "../../../hub/contract/invitations.ts";
import { phoneLink } from "../../../hub/contract/phone-number.ts";
import type { PostView } from "../../../hub/contract/post.ts";
import { words } from "../words.ts";

/** Of the guardians who gave one. */
export const phonesOf = (people: PeopleList | undefined): PostView["phones"] =>
  people?.guardians.flatMap(({ name, phone }) => (phone === null ? [] : [{ name, phone }])) ?? [];

/** A press rings them, where the device can. */
export function PhoneLinks({ phones }: Pick<PostView, "phones">) {
  return phones.map(({ name, phone }) => (
    <p key={name}>
      <a class="link" href={phoneLink(phone)}>
        {words.phone.ring(name, phone)}
      </a>
    </p>
  ));
}
