package dev.residual;

/**
 * Jobs of a small network on the bundled sample. Each epoch is the same however many there are to
 * be, and a job keeps the weights of its best epoch. So a job that is stopped after some epochs
 * ends in the weights of one that was to have just as many.
 */
final class SampleJobs {

  /**
   * Cannot end by itself while a test looks on: a test stops it, cancels it or kills its worker.
   */
  static final String ENDLESS = withEpochs(1000);

  /** For tests in which it does not matter when a job ends. */
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
}
