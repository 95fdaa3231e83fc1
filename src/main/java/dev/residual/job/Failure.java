package dev.residual.job;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * Why a job failed.
 *
 * @param code {@code diverged}, {@code data}, {@code storage}, {@code checkpoints-damaged}, {@code
 *     impossible}, {@code out-of-memory}, {@code gave-up} or {@code internal}
 * @param message for a person
 */
@Embeddable
record Failure(
    @Column(name = "failure_code") String code, @Column(name = "failure_message") String message) {

  static final String STORAGE = "storage";
  static final String CHECKPOINTS_DAMAGED = "checkpoints-damaged";

  private static final int MAX_MESSAGE = 1000;

  Failure {
    message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
  }
}
