package dev.residual.job;

import java.util.UUID;

/**
 * An entry of the queue. A resumed job gets a new entry, because the worker that paused it may
 * still be about to remove the old one.
 *
 * @param number from 0; only the job's newest entry is valid
 */
public record QueueEntry(UUID job, int number) {

  private static final String SEPARATOR = "/";

  public static QueueEntry of(Job job) {
    return new QueueEntry(job.id(), job.queueEntry());
  }

  /**
   * Parses the text of an entry.
   *
   * @param text the result of {@link #toString()}
   */
  public static QueueEntry parse(String text) {
    String[] parts = text.split(SEPARATOR, -1);
    return new QueueEntry(
        UUID.fromString(parts[0]), parts.length == 1 ? 0 : Integer.parseInt(parts[1]));
  }

  @Override
  public String toString() {
    return job + SEPARATOR + number;
  }
}
