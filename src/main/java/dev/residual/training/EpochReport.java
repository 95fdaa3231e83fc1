package dev.residual.training;

/**
 * What an epoch brought. Losses are means in nats, top-1 and top-5 shares from 0 to 1.
 *
 * @param epoch from 1
 * @param evalSplit {@code test} or {@code validation}
 * @param seconds of training and evaluation
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
