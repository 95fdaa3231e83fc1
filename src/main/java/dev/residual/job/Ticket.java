package dev.residual.job;

import java.util.UUID;

/**
 * A job's place in the queue. A job that is resumed gets a new one, so that a worker which is about
 * to throw away the place of a paused job cannot throw away that of the resumed one.
 *
 * @param number from 0; only the job's newest is good
 */
record Ticket(UUID job, int number) {

  private static final String SEPARATOR = "/";

  static Ticket of(Job job) {
    return new Ticket(job.id(), job.queueEntry());
  }

  /**
   * @param text of {@link #toString()}
   */
  static Ticket parse(String text) {
    String[] parts = text.split(SEPARATOR);
    return new Ticket(
        UUID.fromString(parts[0]), parts.length == 1 ? 0 : Integer.parseInt(parts[1]));
  }

  @Override
  public String toString() {
    return job + SEPARATOR + number;
  }
}
