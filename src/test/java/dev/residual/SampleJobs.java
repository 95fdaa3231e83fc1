package dev.residual;

import java.util.Arrays;

/**
 * Jobs that train a small network on the bundled sample. The results of an epoch do not depend on
 * the number of epochs, and a job keeps the weights of its best epoch. So a job that is stopped
 * after some epochs ends in the same weights as a job with that number of epochs.
 */
final class SampleJobs {

  /**
   * A job that does not end by itself during a test. The test stops it, cancels it or kills its
   * worker.
   */
  static final String ENDLESS = withEpochs(1000);

  /**
   * A job whose first epoch does not end during a test. So it makes no checkpoint, if the interval
   * is long enough too.
   */
  static final String ENDLESS_EPOCH =
      """
      {"architecture": "resnet50", "dataset": "fashion-mnist-sample", "imageSize": 224,
       "batchSize": 4, "epochs": 1, "promote": "never"}
      """;

  /** A job for tests in which it does not matter when the job ends. */
  static final String SHORT = withEpochs(1);

  private SampleJobs() {}

  static String withEpochs(int epochs) {
    return """
    {"architecture": {"blocks": [1], "channels": [8], "stem": "large"},
     "dataset": "fashion-mnist-sample", "imageSize": 28, "trainLimit": 512, "validationSize": 100,
     "epochs": %d, "batchSize": 32, "earlyStopping": {"patience": 1000}, "promote": "never"}
    """
        .formatted(epochs);
  }

  /** A sweep that trains a job with each of some learning rates, as many at a time. */
  static String sweepOf(String name, String job, double... rates) {
    return """
    {"name": "%s", "strategy": "grid", "maxConcurrentTrials": %d,
     "space": {"optimizer.learningRate": %s}, "job": %s}
    """
        .formatted(name, rates.length, Arrays.toString(rates), withoutPromotion(job));
  }

  /** Returns a job as a sweep takes it, which decides itself what becomes of the model. */
  static String withoutPromotion(String job) {
    return job.replace(", \"promote\": \"never\"", "");
  }
}
