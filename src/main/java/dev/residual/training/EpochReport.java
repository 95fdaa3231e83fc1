package dev.residual.training;

/**
 * The results of an epoch. Losses are means in nats; top-1 and top-5 accuracies are from 0 to 1.
 *
 * @param epoch number of the epoch, from 1
 * @param evalSplit {@code test} or {@code validation}
 * @param seconds duration of training and evaluation
 */
public record EpochReport(
    int epoch,
    double trainLoss,
    double trainTop1,
    double trainTop5,
    String evalSplit,
    double evalLoss,
    double evalTop1,
    double evalTop5,
    double seconds) {}
