package dev.residual.training;

import dev.residual.recipe.Recipe;
import org.jspecify.annotations.Nullable;

/**
 * What a training takes, as far as it is known.
 *
 * @param memoryBytes memory on the device
 * @param epochs number of epochs
 * @param frozenEpochs number of epochs, among all, in which only the classifier learns
 * @param stepsPerEpoch number of steps of an epoch
 * @param multiplyAddsPerStep multiply-adds of the forward pass of a step
 * @param evaluationSteps images on which each epoch is evaluated, in batches
 * @param testSteps images that are evaluated once more in the end, in batches; 0 for none
 * @param times how long its parts take; null if nothing was measured
 */
public record TrainingCost(
    long memoryBytes,
    int epochs,
    int frozenEpochs,
    int stepsPerEpoch,
    double multiplyAddsPerStep,
    double evaluationSteps,
    double testSteps,
    @Nullable Times times) {

  /**
   * How long the parts of a training take, in seconds.
   *
   * @param start until the first step
   * @param step a step in which the whole network learns
   * @param classifierStep a step in which only the classifier learns
   * @param forward a forward pass of one batch, as in an evaluation
   * @param save writing a checkpoint
   */
  public record Times(
      double start, double step, double classifierStep, double forward, double save) {

    /**
     * A forward pass takes about a third of a step, because the backward pass takes twice as long.
     */
    private static final double FORWARD_SHARE = 1 / 3.0;

    /** Returns times of which only that of a step is known. */
    public static Times ofStep(double seconds) {
      return new Times(0, seconds, 0, FORWARD_SHARE * seconds, 0);
    }
  }

  /** The share of a model in a checkpoint, which has two moments beside the weights. */
  private static final double MODEL_SHARE = 1 / 3.0;

  static TrainingCost of(Recipe recipe, FeasibilityCheck.Footprint footprint) {
    int batch = recipe.batchSize();
    boolean testedEachEpoch =
        recipe.heldOut() == 0 && footprint.evaluationImages() == footprint.testImages();
    return new TrainingCost(
        footprint.memoryBytes(),
        recipe.epochs(),
        recipe.freeze().epochs(),
        (footprint.trainImages() + batch - 1) / batch,
        (double) footprint.multiplyAdds() * batch,
        (double) footprint.evaluationImages() / batch,
        testedEachEpoch ? 0 : (double) footprint.testImages() / batch,
        null);
  }

  /** Returns this cost with measured times. */
  public TrainingCost with(Times measured) {
    return new TrainingCost(
        memoryBytes,
        epochs,
        frozenEpochs,
        stepsPerEpoch,
        multiplyAddsPerStep,
        evaluationSteps,
        testSteps,
        measured);
  }

  /** Returns the seconds of all steps, of the features of a frozen network, and of the start. */
  public double trainingSeconds(Times known) {
    double frozenPass = frozenEpochs == 0 ? 0 : stepsPerEpoch * known.forward();
    return known.start()
        + frozenPass
        + (double) frozenEpochs * stepsPerEpoch * known.classifierStep()
        + (double) (epochs - frozenEpochs) * stepsPerEpoch * known.step();
  }

  /** Returns the seconds of all evaluations. */
  public double evaluationSeconds(Times known) {
    return (epochs * evaluationSteps + testSteps) * known.forward();
  }

  /** Returns the seconds in which checkpoints and the model are written. */
  public double savingSeconds(Times known) {
    return (epochs + MODEL_SHARE) * known.save();
  }
}
