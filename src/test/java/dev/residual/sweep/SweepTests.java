package dev.residual.sweep;

import org.junit.jupiter.api.Nested;

/** Runs the parts in one process, so that they share one application context. */
class SweepTests {

  @Nested
  class Search extends SweepSearchTests {}

  @Nested
  class Restarts extends SweepRestartTests {}

  @Nested
  class Limits extends SweepLimitTests {}

  @Nested
  class Ends extends SweepEndTests {}
}
