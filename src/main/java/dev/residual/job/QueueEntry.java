package dev.residual.job;

import java.util.UUID;

/**
 * An entry of the queue. A resumed job gets a new one, so that a worker which is about to remove
 * the entry of the paused job cannot remove that of the resumed one.
 *
 * @param number from 0; only the job's newest entry is valid
 */
public record QueueEntry(UUID job, int number) {

  private static final String SEPARATOR = "/";

  public static QueueEntry of(Job job) {
    return new QueueEntry(job.id(), job.queueEntry());
  }

  /**
   * @param text of {@link #toString()}
   */
  public static QueueEntry parse(String text) {
    String[] parts = text.split(SEPARATOR);
    return new QueueEntry(
        UUID.fromString(parts[0]), parts.length == 1 ? 0 : Integer.parseInt(parts[1]));
  }

  @Override
  public String toString() {
    return job + SEPARATOR + number;
  }
}
