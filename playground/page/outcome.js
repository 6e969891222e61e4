/** What Slack shows a person when something they did came to nothing. */
import { toast } from "./toast.js";

/** Waits for an outcome of the control API and shows its failure, if any; gives the outcome back. */
export async function report(promise) {
  const outcome = await promise;
  const words = failure(outcome);
  if (words) toast(words, "error");
  return outcome;
}

/** The words for a failed outcome, or null. */
export function failure(outcome) {
  if (outcome.errors && Object.keys(outcome.errors).length) return null; // said at the fields
  if (outcome.shown) return outcome.shown;
  return outcome.ok ? null : (outcome.message ?? outcome.error ?? "That did not work.");
}
