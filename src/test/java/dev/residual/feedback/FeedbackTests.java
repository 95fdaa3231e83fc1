package dev.residual.feedback;

import org.junit.jupiter.api.Nested;

/** Runs the parts in one process, so that they share one application context. */
class FeedbackTests {

  @Nested
  class Writing extends PredictionWritingTests {}

  @Nested
  class Truths extends TruthTests {}

  @Nested
  class Retention extends FeedbackRetentionTests {}

  @Nested
  class Archives extends LabeledImageArchiveTests {}
}
