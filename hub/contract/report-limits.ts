/** Addresses and limits of the form for strangers. Without schemas: its page is small, and loads nothing that it does not need. */

/** RFC 8615. */
export const WELL_KNOWN = "/.well-known";
/** RFC 9116. */
export const SECURITY_TXT = "/security.txt";
/** The form (GET) and where it sends to (POST). */
export const REPORT_FORM = "/security-contact";
/** What the next report has to work on. */
export const REPORT_TASK = "/security-contact/task";

/** UTF-8. */
export const MAX_REPORT_BYTES = 4_096;
export const MOST_REPORTS_PER_HOUR = 3;

/** Puzzles of one report. Several small ones take about the same time everywhere; one large one is a lottery. */
export const WORK_ROUNDS = 8;
/** Leading zero bits of each. 8 x 2^12 hashes in the mean. */
export const WORK_BITS = 12;
