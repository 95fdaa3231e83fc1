package dev.residual.model;

/**
 * The results of a network on images that it was not trained on.
 *
 * @param split part of the data set, {@code test}
 * @param images count of the images
 * @param loss mean softmax cross-entropy, in nats
 * @param top1 share of the images, 0 to 1, whose likeliest label was correct
 * @param top5 share of the images, 0 to 1, whose correct label was among the five likeliest
 */
public record TestResult(String split, int images, double loss, double top1, double top5) {}
