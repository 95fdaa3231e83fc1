package dev.residual.job.events;

/**
 * Consecutive events of a job, as they are sent.
 *
 * @param first the number of the first event
 * @param last the number of the last event
 * @param text the events as UTF-8
 * @param starts where each event starts in the text: first the one of number {@code first}; the
 *     same as the next one if the event was deleted
 */
record EventPage(int first, int last, byte[] text, int[] starts) {

  /** Returns where the event of a number starts in the text. */
  int start(int number) {
    return starts[number - first];
  }

  /**
   * Returns the number of the last event that is written at once after another one.
   *
   * @param after the number of the event before
   * @param maxBytes how many bytes may be written at once; a larger event is written alone
   */
  int lastWithin(int after, int maxBytes) {
    int until = after + 1;
    while (until < last && start(until + 2) - start(after + 1) <= maxBytes) {
      until++;
    }
    return until;
  }
}
