package dev.residual.job;

import org.junit.jupiter.api.Nested;

/** Runs the parts in one process, so that they share one application context. */
class JobLifecycleTests {

  @Nested
  class Submission extends JobSubmissionTests {}

  @Nested
  class Owner extends JobOwnerTests {}

  @Nested
  class Attempts extends JobAttemptTests {}

  @Nested
  class Result extends JobResultTests {}

  @Nested
  class Restart extends JobRestartTests {}
}
