package dev.residual.model;

/**
 * How a network did on images that it did not learn from.
 *
 * @param split which part of the data set, {@code test}
 * @param images how many
 * @param loss mean softmax cross-entropy, in nats
 * @param top1 share, 0 to 1, whose likeliest label was right
 * @param top5 share, 0 to 1, whose right label was among the five likeliest
 */
public record TestResult(String split, int images, double loss, double top1, double top5) {}
